/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tests/unit/contract_world.h"

/* ---- the community contracts ------------------------------------------------------ */

static bool knows_the_community(struct baton_alloc alloc)
{
    static const char *const ids[] = {
        "community.session-handover", "community.studio-handover", "community.token-handover",
        "community.voice-transfer",   "community.webchat",         "community.token",
        "community.conversation",     "community.interaction",
        "community.conversation-search", "community.analytics-details", "community.queue",
        "community.queue-wrapupcodes",
    };
    struct world w;
    bool whole = begin(&w, alloc) && add_community(&w);
    if (whole) {
        assert_int_equal(baton_contracts_count(w.set), BATON_COUNT(ids));
        for (size_t i = 0; i < BATON_COUNT(ids); i++) {
            const struct baton_contract *c =
                baton_contracts_find(w.set, baton_str_from(ids[i]));
            assert_non_null(c);
            assert_ptr_equal(c, baton_contracts_at(w.set, c->index));
            assert_true(baton_str_is(c->family, "community"));
            assert_int_equal(c->provenance, BATON_COMMUNITY);
            assert_true(c->source_count > 0 && c->summary.len && c->instead.len);
            assert_true(c->actor.len && c->direction.len && c->confidence.len);
        }
        assert_null(baton_contracts_at(w.set, BATON_COUNT(ids)));
        assert_null(baton_contracts_find(w.set, BATON_STR("community.sesion-handover")));
        struct baton_str near =
            baton_contracts_near(w.set, BATON_STR("community.sesion-handover"));
        assert_true(baton_str_is(near, "community.session-handover"));
        assert_int_equal(baton_contracts_near(w.set, BATON_STR("zzz")).len, 0);
    }
    return end(&w, whole);
}
OOM_TEST(knows_the_community)

static bool reads_all_members(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add_community(&w);
    if (whole) {
        const struct baton_contract *c =
            baton_contracts_find(w.set, BATON_STR("community.session-handover"));
        assert_true(baton_str_is(c->method, "POST"));
        assert_true(baton_str_is(c->path, "/api/v2/sessions/handover"));
        assert_int_equal(c->host_count, 1);
        assert_true(baton_str_is(c->hosts[0], "api.niceincontact.com"));
        assert_true(c->needs_token && c->body_required && c->reaches_bot);
        assert_int_equal(c->scope_count, 0);
        assert_int_equal(c->media_type_count, 1);
        assert_true(baton_str_is(c->media_types[0], "application/json"));
        assert_true(baton_str_is(c->wrapper, "payload"));
        assert_int_equal(c->wrapper_use, BATON_WRAPPER_OPTIONAL);
        assert_int_equal(c->observed_count, 8);
        assert_int_equal(c->observed[7].status, 5);

        c = baton_contracts_find(w.set, BATON_STR("community.voice-transfer"));
        assert_int_equal(c->scope_count, 2);
        assert_true(baton_str_is(c->scopes[1], "routing:modify"));
        assert_int_equal(c->observed_count, 12);
        assert_true(baton_str_is(c->observed[0].rule, "HO8015"));
        assert_int_equal(c->parameter_count, 1);
        assert_true(baton_str_is(c->parameters[0].kind, "community.conversation-id"));
        assert_false(c->reaches_bot);
        assert_int_equal(c->host_count, 3);
        assert_true(baton_str_is(c->hosts[1], "api.*"));

        c = baton_contracts_find(w.set, BATON_STR("community.token"));
        assert_false(c->needs_token);
        c = baton_contracts_find(w.set, BATON_STR("community.studio-handover"));
        assert_int_equal(c->host_count, 0);
    }
    return end(&w, whole);
}
OOM_TEST(reads_all_members)

/* ---- examples --------------------------------------------------------------------- */

/* The value of an example as a document of its own, out of its wrapper. */
static bool body_of(struct world *w, const struct baton_contract *c,
                    const struct baton_example *example, struct baton_json *doc, uint32_t *value)
{
    *doc = *baton_contract_doc(c);
    *value = example->value;
    if (baton_json_is(doc, *value, BATON_JSON_STRING)) {
        struct baton_json_reading reading;
        struct baton_str text = baton_json_string(doc, *value, &w->arena);
        if (!text.s || baton_json_read_lenient(&w->arena, text, NULL, &reading))
            return false;
        *doc = reading.doc;
        *value = 0;
    }
    uint32_t inner = baton_json_member(doc, *value, c->wrapper);
    if (c->wrapper_use != BATON_WRAPPER_NONE && inner != BATON_JSON_NONE)
        *value = inner;
    return true;
}

/* Is a name that a reader expects missing, by what was collected? Then its rule is *rule. */
static bool misses_expected(const struct baton_schema_result *result,
                            const struct baton_json *doc, struct baton_str *rule)
{
    for (size_t i = 0; i < result->note_count; i++) {
        const struct baton_schema_note *note = &result->notes[i];
        if (strcmp(note->keyword, "x-baton-expects") != 0)
            continue;
        BATON_JSON_EACH_MEMBER(note->schema_doc, note->schema, key) {
            struct baton_str name = baton_json_raw(note->schema_doc, key);
            name = baton_str_sub(name, 1, name.len - 1);
            if (baton_json_member(doc, note->instance, name) != BATON_JSON_NONE)
                continue;
            struct baton_str id = baton_json_raw(note->schema_doc, key + 1);
            *rule = baton_str_sub(id, 1, id.len - 1);
            return true;
        }
    }
    return false;
}

static bool check_example(struct world *w, const struct baton_contract *c,
                          const struct baton_example *example)
{
    const struct baton_schema *schema =
        example->status ? baton_contract_response_schema(w->set, c, example->status)
                        : baton_contract_request_schema(w->set, c);
    struct baton_schema_result result;
    struct baton_json doc;
    struct baton_str missing = {"", 0};
    uint32_t value;
    if (!schema || !body_of(w, c, example, &doc, &value) ||
        baton_schema_validate(schema, &doc, value, &w->arena, &result))
        return false;
    bool complete = !misses_expected(&result, &doc, &missing);
    if (example->valid)
        assert_true(result.valid && complete && !example->rule.len);
    else if (baton_str_starts(example->rule, BATON_STR("HO4")))
        assert_false(result.valid);
    else if (baton_str_starts(example->rule, BATON_STR("HO5")))
        assert_true(baton_str_eq(missing, example->rule));
    else
        assert_true(result.valid && example->rule.len == 6);
    return true;
}

static bool examples_hold(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add_community(&w);
    for (size_t i = 0; whole && i < baton_contracts_count(w.set); i++) {
        const struct baton_contract *c = baton_contracts_at(w.set, i);
        struct baton_example *examples = NULL;
        size_t count = 0, valid = 0;
        whole = baton_contract_examples(c, &w.arena, &examples, &count) == BATON_OK;
        for (size_t j = 0; whole && j < count; j++) {
            valid += examples[j].valid;
            whole = check_example(&w, c, &examples[j]);
        }
        if (whole)
            assert_true(valid > 0 && valid < count);
    }
    if (w.set && !whole)
        assert_true(baton_arena_failed(&w.arena));
    return end(&w, whole);
}
OOM_TEST(examples_hold)

static const char kinds_of_examples[] =
    "{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"post\": {"
    "  \"requestBody\": {\"$ref\": \"#/components/requestBodies/R\"},"
    "  \"responses\": {"
    "    \"201\": {\"content\": {\"application/json\": {\"example\": [1]}}},"
    "    \"4XX\": {\"content\": {\"text/plain\": {\"examples\": {\"no\": {\"value\": \"No\"}}}}},"
    "    \"default\": {\"$ref\": \"#/components/responses/D\"}}}}},"
    " \"components\": {"
    "  \"requestBodies\": {\"R\": {\"content\": {\"application/json\": {\"examples\": {"
    "    \"shared\": {\"$ref\": \"#/components/examples/E\"},"
    "    \"elsewhere\": {\"externalValue\": \"https://x.example/e\"}}}}}},"
    "  \"responses\": {\"D\": {\"content\": {\"application/json\": {\"example\": null}}}},"
    "  \"examples\": {\"E\": {\"summary\": \"S\", \"x-baton-valid\": false,"
    "    \"x-baton-rule\": \"HO4001\", \"value\": {}}}}}";

static bool finds_examples(struct baton_alloc alloc)
{
    static const struct {
        const char *name, *rule;
        int status;
        bool valid;
    } want[] = {
        {"shared", "HO4001", 0, false},
        {"example", "", 201, true},
        {"no", "", 400, true},
        {"example", "", 500, true},
    };
    struct world w;
    struct baton_example *examples = NULL;
    size_t count = 0;
    bool whole = begin(&w, alloc) &&
                 add(&w, "a", baton_str_from(kinds_of_examples)) == BATON_OK &&
                 baton_contract_examples(baton_contracts_at(w.set, 0), &w.arena, &examples,
                                         &count) == BATON_OK;
    if (whole) {
        assert_int_equal(count, BATON_COUNT(want));
        for (size_t i = 0; i < count; i++) {
            assert_true(baton_str_is(examples[i].name, want[i].name));
            assert_true(baton_str_is(examples[i].rule, want[i].rule));
            assert_int_equal(examples[i].status, want[i].status);
            assert_int_equal(examples[i].valid, want[i].valid);
        }
        assert_true(baton_str_is(examples[0].summary, "S"));
    }
    return end(&w, whole);
}
OOM_TEST(finds_examples)

/* ---- problems --------------------------------------------------------------------- */

#define DOC(paths) "{\"openapi\":\"3.1.0\",\"paths\":{" paths "}}"
#define OP(members) DOC("\"/a\":{\"get\":{" members "}}")
#define OP_XBATON(members) OP("\"x-baton\":{" members "}")
#define WITH(part) "{\"openapi\":\"3.1.0\",\"paths\":{}," part "}"

static const struct {
    const char *json, *says; /* "pointer: message" for each problem, with "; " between them */
} faulty[] = {
    {"", ": not JSON: there is no JSON here: the text is empty"},
    {"[]", ": an OpenAPI document must be an object"},
    {"{\"openapi\":\"3.1.0\"}", ": there is no member paths: nothing to read contracts from"},
    {"{\"openapi\":\"3.1.0\",\"paths\":[]}", "/paths: paths must be an object"},
    {"{\"paths\":{}}", ": there is no member openapi: this is no OpenAPI document"},
    {"{\"swagger\":\"2.0\"}", "/swagger: this is Swagger \"2.0\": OpenAPI 3.1 is needed"},
    {"{\"openapi\":\"3.0.3\",\"paths\":{}}",
     "/openapi: this is OpenAPI 3.0.3, only 3.1 can be read so far: what makes a difference is "
     "nullable, exclusiveMaximum and example"},
    {"{\"openapi\":\"3.10\",\"paths\":{}}", "/openapi: OpenAPI 3.10 is not known: 3.1 is needed"},
    {"{\"openapi\":3.1,\"paths\":{}}",
     "/openapi: openapi (in quotes, as \"3.1.0\") must be a string"},
    {DOC("\"a\":{}"), "/paths/a: a path must begin with /"},
    {DOC("\"/a\":1"), "/paths/~1a: a path item must be an object"},
    {DOC("\"/a\":{\"get\":[]}"), "/paths/~1a/get: an operation must be an object"},
    {DOC("\"/a\":{\"get\":{\"operationId\":\"x\"},\"put\":{\"operationId\":\"x\"}}"),
     "/paths/~1a/put: the id x stands twice"},
    {DOC("\"/a/{b}\":{\"get\":{}}"),
     "/paths/~1a~1{b}/get: the path has {b}, no parameter describes it"},
    {DOC("\"/a/{b\":{\"get\":{}}"), "/paths/~1a~1{b/get: a brace of the path stands alone"},
    {DOC("\"/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}\":{\"get\":{\"parameters\":"
         "[{\"name\":\"a\",\"in\":\"path\"}]}}"),
     "/paths/~1{a}~1{a}~1{a}~1{a}~1{a}~1{a}~1{a}~1{a}~1{a}/get: a path may have 8 parameters at "
     "most"},
    {OP("\"parameters\":[{\"name\":\"b\",\"in\":\"path\"}]"),
     "/paths/~1a/get: the path has no {b}"},
    {OP("\"parameters\":[{\"in\":\"query\"}]"),
     "/paths/~1a/get/parameters/0: a parameter must have a name, and in: path, query, header or "
     "cookie"},
    {OP("\"parameters\":[{\"name\":\"b\",\"in\":\"body\"},1]"),
     "/paths/~1a/get/parameters/0: a parameter must have a name, and in: path, query, header or "
     "cookie; /paths/~1a/get/parameters/1: a parameter must be an object"},
    {OP("\"requestBody\":{\"$ref\":\"#/components/requestBodies/R\"}"),
     "/paths/~1a/get/requestBody/$ref: the reference \"#/components/requestBodies/R\" cannot be "
     "followed: there is nothing at this place"},
    {OP("\"requestBody\":{\"$ref\":\"other.yaml#/R\"}"),
     "/paths/~1a/get/requestBody/$ref: the reference \"other.yaml#/R\" cannot be followed: only "
     "references within the document (#/\xE2\x80\xA6) are followed"},
    {OP("\"requestBody\":{\"$ref\":\"#/paths/~1a/get/requestBody\"}"),
     "/paths/~1a/get/requestBody/$ref: the reference \"#/paths/~1a/get/requestBody\" cannot be "
     "followed: the references go round in a circle"},
    {OP("\"responses\":{\"600\":{},\"x-a\":1,\"4XX\":{},\"ok\":2}"),
     "/paths/~1a/get/responses/600: a response is named by its status, by 4XX or 5XX, or default; "
     "/paths/~1a/get/responses/ok: a response is named by its status, by 4XX or 5XX, or default; "
     "/paths/~1a/get/responses/ok: a response must be an object"},
    {OP("\"servers\":[{},{\"url\":\"api.x.example\"}]"),
     "/paths/~1a/get/servers/0: a server must have a url; "
     "/paths/~1a/get/servers/1/url: a server's url must be absolute or begin with /"},
    {OP("\"security\":[1,{\"a\":[2]}]"),
     "/paths/~1a/get/security/0: a security requirement must be an object; "
     "/paths/~1a/get/security/1/a/0: a scope must be a string"},
    /* x-baton */
    {OP_XBATON("\"famly\":\"x\",\"other\":1"),
     "/paths/~1a/get/x-baton/famly: this member of x-baton is not known: famly; did you mean "
     "family?; /paths/~1a/get/x-baton/other: this member of x-baton is not known: other"},
    {OP_XBATON("\"family\":1,\"sources\":\"s\",\"reachesBot\":\"yes\""),
     "/paths/~1a/get/x-baton/family: family must be a string; "
     "/paths/~1a/get/x-baton/sources: sources must be a list; "
     "/paths/~1a/get/x-baton/reachesBot: reachesBot must be true or false"},
    {OP_XBATON("\"sources\":[1],\"hosts\":[2]"),
     "/paths/~1a/get/x-baton/sources/0: a source must be a string; "
     "/paths/~1a/get/x-baton/hosts/0: a host must be a string"},
    {OP_XBATON("\"provenance\":\"comunity\""),
     "/paths/~1a/get/x-baton/provenance: this provenance is not known: comunity; did you mean "
     "community?"},
    {OP_XBATON("\"wrapper\":{\"name\":\"p\",\"use\":\"maybe\"}"),
     "/paths/~1a/get/x-baton/wrapper/use: this use of a wrapper is not known: maybe"},
    {OP_XBATON("\"wrapper\":{\"use\":\"required\"}"),
     "/paths/~1a/get/x-baton/wrapper: a wrapper must have a name"},
    {OP_XBATON("\"wrapper\":{}"),
     "/paths/~1a/get/x-baton/wrapper: a wrapper must say its use: none, optional, required"},
    {OP_XBATON("\"observes\":[1,{\"status\":\"x\",\"rule\":\"HO8001\"},"
               "{\"stats\":4,\"rule\":\"HO8\"}]"),
     "/paths/~1a/get/x-baton/observes/0: an item of observes must be an object; "
     "/paths/~1a/get/x-baton/observes/1/status: a status is a number from 100 to 599, or 4XX or "
     "5XX; /paths/~1a/get/x-baton/observes/2/stats: only status, says and rule may stand here; "
     "/paths/~1a/get/x-baton/observes/2: rule must name a rule, as HO8001"},
    {OP("\"x-baton\":[]"), "/paths/~1a/get/x-baton: x-baton must be an object"},
    /* x-baton-… anywhere */
    {WITH("\"x-baton-kinds\":\"a\""),
     "/x-baton-kinds: this extension is not known: x-baton-kinds; did you mean x-baton-kind?"},
    {WITH("\"a\":[{\"x-baton-kind\":1}]"), "/a/0/x-baton-kind: x-baton-kind must be a string"},
    {WITH("\"a\":{\"x-baton-expects\":{\"b\":\"H\"}}"),
     "/a/x-baton-expects: x-baton-expects maps names to rules, as {\"mediaType\": \"HO5004\"}"},
    {WITH("\"a\":{\"x-baton-expects\":[]}"),
     "/a/x-baton-expects: x-baton-expects must be an object"},
    {WITH("\"a\":{\"x-baton-valid\":false}"),
     "/a: an example that is not valid must name the rule that tells so: x-baton-rule"},
    {WITH("\"a\":{\"x-baton-rule\":\"HO40001\"}"),
     "/a/x-baton-rule: x-baton-rule must name a rule, as HO4001"},
};

static bool describe(struct world *w, struct baton_buf *buf)
{
    baton_buf_init(buf, &w->arena, 0);
    for (size_t i = 0; i < w->problem_count; i++) {
        assert_true(baton_str_is(w->problems[i].document, "a.json"));
        baton_buf_puts(buf, i ? "; " : "");
        baton_buf_put(buf, w->problems[i].pointer);
        baton_buf_puts(buf, ": ");
        baton_buf_put(buf, w->problems[i].message);
    }
    baton_buf_putc(buf, '\0');
    return !baton_buf_failed(buf);
}

static bool tells_problems(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(faulty); i++) {
        struct baton_buf buf;
        enum baton_err err = add(&w, "a.json", baton_str_from(faulty[i].json));
        whole = err != BATON_ENOMEM && describe(&w, &buf);
        if (!whole)
            break;
        assert_string_equal(buf.s, faulty[i].says);
        assert_int_equal(err, BATON_ESYNTAX);
        assert_int_equal(baton_contracts_count(w.set), 0);
    }
    return end(&w, whole);
}
OOM_TEST(tells_problems)

static bool keeps_ids_unique(struct baton_alloc alloc)
{
    static const char json[] = OP("\"operationId\":\"x\"");
    struct world w;
    struct baton_buf buf;
    bool whole = begin(&w, alloc) && add(&w, "first.json", baton_str_from(json)) == BATON_OK;
    if (whole)
        whole = add(&w, "a.json", baton_str_from(json)) == BATON_ESYNTAX && describe(&w, &buf);
    if (whole) {
        assert_string_equal(buf.s, "/paths/~1a/get: the id x is in use already, in first.json");
        assert_int_equal(baton_contracts_count(w.set), 1);
    }
    return end(&w, whole);
}
OOM_TEST(keeps_ids_unique)

/* A problem is told once for each place, and at most a hundred times. */
static bool ends_the_list(struct baton_alloc alloc)
{
    struct world w;
    struct baton_buf buf;
    bool whole = begin(&w, alloc);
    baton_buf_init(&buf, &w.arena, 0);
    baton_buf_puts(&buf, "{\"openapi\":\"3.1.0\",\"paths\":{");
    for (int i = 0; i < 150; i++)
        baton_buf_fmt(&buf, "%s\"p%d\":{}", i ? "," : "", i);
    baton_buf_puts(&buf, "}}");
    whole = whole && !baton_buf_failed(&buf);
    if (whole) {
        enum baton_err err = add(&w, "a.json", baton_buf_str(&buf));
        whole = err != BATON_ENOMEM;
        if (whole)
            assert_int_equal(w.problem_count, 100);
    }
    return end(&w, whole);
}
OOM_TEST(ends_the_list)

/* A hundred items of a list are read, one more is a problem. */
static bool counts_items(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc);
    for (int extra = 0; whole && extra < 2; extra++) {
        struct baton_buf buf;
        baton_buf_init(&buf, &w.arena, 0);
        baton_buf_fmt(&buf, "{\"openapi\":\"3.1.0\",\"paths\":{\"/p%d\":{\"get\":{\"servers\":[",
                      extra);
        for (int i = 0; i < 100 + extra; i++)
            baton_buf_fmt(&buf, "%s{\"url\":\"https://h%d.x.example\"}", i ? "," : "", i);
        baton_buf_puts(&buf, "]}}}}");
        enum baton_err err =
            baton_buf_failed(&buf) ? BATON_ENOMEM : add(&w, "a.json", baton_buf_str(&buf));
        whole = err != BATON_ENOMEM;
        if (whole)
            assert_int_equal(err, extra ? BATON_ESYNTAX : BATON_OK);
    }
    if (whole)
        assert_int_equal(baton_contracts_at(w.set, 0)->host_count, 100);
    return end(&w, whole);
}
OOM_TEST(counts_items)

/* ---- a user's document ------------------------------------------------------------ */

static void check_user(const struct baton_contract *c)
{
    assert_true(baton_str_is(c->id, "GET /things/{id}.json"));
    assert_true(baton_str_is(c->family, "user"));
    assert_int_equal(c->provenance, BATON_USER);
    assert_true(baton_str_is(c->summary, "First line."));
    assert_int_equal(c->parameter_count, 2);
    assert_true(baton_str_is(c->parameters[0].kind, "k2"));
    assert_true(c->needs_token && !c->body_required);
    assert_int_equal(c->host_count, 1);
    assert_true(baton_str_is(c->hosts[0], "api.*.x.example"));
}

static bool holds(struct world *w, const struct baton_contract *c, int status, const char *json)
{
    struct baton_json doc;
    const struct baton_schema *schema = baton_contract_response_schema(w->set, c, status);
    if (!schema || baton_json_read(&w->arena, baton_str_from(json), NULL, &doc, NULL))
        return false;
    return baton_schema_accepts(schema, &doc, 0, &w->arena) == 1;
}

static bool reads_a_users_document(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add(&w, "u", baton_str_from(users)) == BATON_OK;
    if (whole) {
        assert_int_equal(baton_contracts_count(w.set), 3);
        const struct baton_contract *c = baton_contracts_at(w.set, 0);
        check_user(c);
        assert_false(baton_contracts_at(w.set, 1)->needs_token);
        assert_null(baton_contract_request_schema(w.set, c));
        assert_null(baton_contract_response_schema(w.set, c, 404));
        bool all = holds(&w, c, 200, "2") && holds(&w, c, 201, "3") && holds(&w, c, 302, "4");
        assert_null(baton_contract_response_schema(w.set, c, 500));
        whole = !baton_arena_failed(&w.arena);
        if (whole)
            assert_true(all);
    }
    if (whole) {
        enum baton_err err = baton_contracts_check(w.set, &w.problems, &w.problem_count);
        whole = err != BATON_ENOMEM;
        if (whole) {
            assert_int_equal(err, BATON_ESYNTAX);
            assert_true(w.problem_count >= 1);
            assert_true(baton_str_is(w.problems[0].document, "u"));
            assert_true(baton_str_starts(w.problems[0].pointer, BATON_STR("/paths/~1things")));
            assert_int_equal(w.problems[0].offset,
                             baton_str_find(baton_str_from(users), BATON_STR("7}")));
        }
    }
    return end(&w, whole);
}
OOM_TEST(reads_a_users_document)

/* What stands in info, at the root, and in an operation. */
static const char layered[] =
    "{\"openapi\": \"3.1\", \"info\": {\"x-baton\": {\"family\": \"i\", \"actor\": \"I\","
    "  \"direction\": \"d\", \"hosts\": [\"i.example\"],"
    "  \"observes\": [{\"rule\": \"HO8003\"}]}},"
    " \"x-baton\": {\"family\": \"r\", \"actor\": \"R\", \"sources\": [\"r1\", \"r2\"],"
    "  \"provenance\": \"inferred\", \"observes\": [{\"status\": \"404\", \"rule\": \"HO8002\"}]},"
    " \"paths\": {\"x-a\": 1, \"/\": {\"summary\": \"s\", \"get\": {\"x-baton\": {"
    "  \"family\": \"o\", \"sources\": [\"o\"], \"hosts\": [\"*.o.example\"],"
    "  \"observes\": [{\"status\": 404, \"says\": \"gone\", \"rule\": \"HO8001\"}]}}}}}";

static bool puts_layers_together(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add(&w, "l", baton_str_from(layered)) == BATON_OK;
    if (whole) {
        const struct baton_contract *c = baton_contracts_at(w.set, 0);
        assert_true(baton_str_is(c->id, "GET /"));
        assert_true(baton_str_is(c->family, "o"));
        assert_true(baton_str_is(c->actor, "R"));
        assert_true(baton_str_is(c->direction, "d"));
        assert_int_equal(c->provenance, BATON_INFERRED);
        assert_int_equal(c->source_count, 1);
        assert_int_equal(c->host_count, 2);
        assert_true(baton_str_is(c->hosts[1], "*.o.example"));
        assert_int_equal(c->observed_count, 3);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(c->observed[i].rule.s[5], '1' + (int)i);
        assert_int_equal(c->observed[1].status, 404);
        struct baton_match m =
            baton_contracts_match(w.set, BATON_STR(""), BATON_STR("GET"),
                                  BATON_STR("x.o.example"), BATON_STR("/"));
        assert_true(m.contract == c && m.host_fits);
    }
    return end(&w, whole);
}
OOM_TEST(puts_layers_together)

static bool checks_the_community(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add_community(&w);
    if (whole) {
        enum baton_err err = baton_contracts_check(w.set, &w.problems, &w.problem_count);
        whole = err != BATON_ENOMEM;
        if (whole) {
            assert_int_equal(w.problem_count, 0);
            assert_int_equal(err, BATON_OK);
        }
    }
    return end(&w, whole);
}
OOM_TEST(checks_the_community)

/* ---- words ------------------------------------------------------------------------ */

static void test_observed(void **unused)
{
    static const struct baton_observed any = {0, {"", 0}, {"HO8001", 6}},
                                       exact = {409, {"wrapped up", 10}, {"HO8016", 6}},
                                       class = {5, {"", 0}, {"HO8008", 6}};
    (void)unused;
    assert_true(baton_observed_fits(&any, 200, BATON_STR("")));
    assert_true(baton_observed_fits(&exact, 409, BATON_STR("Already Wrapped Up!")));
    assert_false(baton_observed_fits(&exact, 409, BATON_STR("busy")));
    assert_false(baton_observed_fits(&exact, 400, BATON_STR("wrapped up")));
    assert_true(baton_observed_fits(&class, 503, BATON_STR("x")));
    assert_false(baton_observed_fits(&class, 404, BATON_STR("x")));
}

static void test_provenance(void **unused)
{
    (void)unused;
    assert_string_equal(baton_provenance_name(BATON_VENDOR_DOC), "vendor-doc");
    assert_string_equal(baton_provenance_name(BATON_USER), "user");
    assert_string_equal(baton_provenance_name((enum baton_provenance)9), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knows_the_community),
        cmocka_unit_test(test_reads_all_members),
        cmocka_unit_test(test_examples_hold),
        cmocka_unit_test(test_finds_examples),
        cmocka_unit_test(test_tells_problems),
        cmocka_unit_test(test_keeps_ids_unique),
        cmocka_unit_test(test_ends_the_list),
        cmocka_unit_test(test_counts_items),
        cmocka_unit_test(test_reads_a_users_document),
        cmocka_unit_test(test_puts_layers_together),
        cmocka_unit_test(test_checks_the_community),
        cmocka_unit_test(test_observed),
        cmocka_unit_test(test_provenance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
