/* SPDX-License-Identifier: Apache-2.0 */
/* All keys there are, and their reference. */
#include "edge/config/config_int.h"

#define TEXT(name, variables, help) \
    {name, variables, BATON_CONFIG_TEXT, NULL, NULL, 0, 0, help}

#define WORD(name) "|" #name

const struct baton_config_key baton_config_keys[] = {
    {"family", "BATON_FAMILY", BATON_CONFIG_WORD, &(BATON_FAMILIES(WORD)[1]), "community", 0, 0,
     "whose calls are spoken: `genesys` is Genesys Cloud, `cxone` NICE CXone, `cognigy` "
     "Cognigy.AI, and `community` the dialect of tutorials and forums; where nothing says it, it "
     "is seen from whose credentials there are (below)"},
    {"base-url", "CXONE_BASE_URL,COGNIGY_BASE_URL,BATON_BASE_URL", BATON_CONFIG_URL, "base", NULL,
     0, 0, "where the platform's API is, such as a sandbox; without it, it is `https://api.` and "
     "`environment` (`https://api-` for `cognigy`; for `cxone`, the issuer tells it). Where it is "
     "no host of the vendor's, tokens and discovery are looked for below it, too"},
    {"environment", "CXONE_ENVIRONMENT,COGNIGY_ENVIRONMENT", BATON_CONFIG_HOST, NULL,
     "mypurecloud.com", 0, 0,
     "the domain of the platform: `mypurecloud.de`, `trial.cognigy.ai`, for `cxone` that of the "
     "issuer; the default counts for `community` and `genesys`"},
    {"region", "GENESYSCLOUD_REGION", BATON_CONFIG_HOST, NULL, NULL, 0, 0,
     "the region, as Genesys' own tools name it: `eu-central-1`, or its domain"},
    {"issuer", "CXONE_ISSUER", BATON_CONFIG_URL, "base", NULL, 0, 0,
     "`cxone`: whose discovery documents tell where tokens come from and where the API is; "
     "without it, a `base-url` that is no host of NICE's, then `https://` and `environment`, then "
     "`https://cxone.niceincontact.com`"},
    {"client-id", "CXONE_CLIENT_ID,GENESYSCLOUD_OAUTHCLIENT_ID,BATON_CLIENT_ID",
     BATON_CONFIG_TEXT, NULL, NULL, 0, 0, "the OAuth client's id"},
    {"client-secret", "CXONE_CLIENT_SECRET,GENESYSCLOUD_OAUTHCLIENT_SECRET,BATON_CLIENT_SECRET",
     BATON_CONFIG_SECRET, NULL, NULL, 0, 0,
     "the OAuth client's secret; in a file, for your eyes only (mode 0600)"},
    {"auth", "BATON_AUTH", BATON_CONFIG_WORD, "form|basic", "form", 0, 0,
     "how the secret is sent when a token is asked for: in the form, as the tutorials do, or by "
     "HTTP Basic"},
    {"token-url", "BATON_TOKEN_URL", BATON_CONFIG_URL, NULL, NULL, 0, 0,
     "where tokens come from, if not from the family's path below `base-url`"},
    TEXT("access-key-id", "CXONE_ACCESS_KEY_ID", "`cxone`: the id of the access key of a user"),
    {"access-key-secret", "CXONE_ACCESS_KEY_SECRET", BATON_CONFIG_SECRET, NULL, NULL, 0, 0,
     "`cxone`: its secret; in a file, for your eyes only (mode 0600)"},
    TEXT("tenant-id", "CXONE_TENANT_ID",
         "`cxone`: the tenant (UUID), where the token's answer does not tell it"),
    {"api-key", "COGNIGY_API_KEY", BATON_CONFIG_SECRET, NULL, NULL, 0, 0,
     "`cognigy`: the key of a user; in a file, for your eyes only (mode 0600)"},
    TEXT("project-id", "COGNIGY_PROJECT_ID", "`cognigy`: the project (24 hexadecimal digits)"),
    TEXT("endpoint-id", "COGNIGY_ENDPOINT_ID",
         "`cognigy`: the endpoint whose settings are looked at (24 hexadecimal digits)"),
    TEXT("scopes", "BATON_SCOPES",
         "scopes to ask for, separated by blanks; in YAML a list will do; without it, all that "
         "the client has"),
    TEXT("conversation-id", "TEST_CONVERSATION_ID,BATON_CONVERSATION_ID",
         "the conversation that is meant where none is named"),
    TEXT("queue-id", "TARGET_QUEUE_ID,BATON_QUEUE_ID", "the queue to transfer to"),
    TEXT("wrapup-code-id", "WRAPUP_CODE_ID,BATON_WRAPUP_CODE_ID",
         "the wrap-up code of transfers"),
    TEXT("participant-id", "BATON_PARTICIPANT_ID",
         "`genesys`: the participant whose leg a transfer replaces"),
    TEXT("action", "BATON_ACTION",
         "`cxone`: what a signal asks the script for, its `p1`; `Escalate` where it is not given"),
    {"ca-file", "BATON_CA_FILE", BATON_CONFIG_FILE, NULL, NULL, 0, 0,
     "certificates (PEM) to trust instead of the system's"},
    {"proxy", "BATON_PROXY", BATON_CONFIG_PROXY, NULL, NULL, 0, 0,
     "URL of a proxy, or `none`; without it, `https_proxy`, `http_proxy`, `all_proxy` and "
     "`no_proxy` count"},
    {"timeout", "BATON_TIMEOUT", BATON_CONFIG_TIME, NULL, "30s", 10, 600000,
     "how long one try of a request may take"},
    {"connect-timeout", "BATON_CONNECT_TIMEOUT", BATON_CONFIG_TIME, NULL, "5s", 10, 120000,
     "how long a connection may take to come about"},
    {"tries", "BATON_TRIES", BATON_CONFIG_NUMBER, NULL, "3", 1, 10,
     "how often a request is sent where sending it again can help"},
    {"at-once", "BATON_AT_ONCE", BATON_CONFIG_NUMBER, NULL, "8", 1, 64,
     "requests under way at a time"},
    {"max-body", "BATON_MAX_BODY", BATON_CONFIG_NUMBER, NULL, "67108864", 1024, 1 << 30,
     "bytes of an answer, unpacked, that are read at most"},
    {"token-cache", "BATON_TOKEN_CACHE", BATON_CONFIG_SWITCH, NULL, "on", 0, 0,
     "whether a token is kept, mode 0600, in the user's cache folder"},
};
const size_t baton_config_key_count = BATON_COUNT(baton_config_keys);

size_t baton_config__find(struct baton_str name)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        if (baton_str_is(name, baton_config_keys[i].name))
            return i;
    return SIZE_MAX;
}

void baton_config__offer_keys(struct baton_near *near)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        baton_near_offer(near, baton_str_from(baton_config_keys[i].name));
}

/* ---- the reference --------------------------------------------------------------------- */

static const char intro[] =
    "# Configuration\n\n"
    "Made from the table of keys by `baton help configuration`; `make docs` makes it again.\n\n"
    "A value is looked for in this order, and the first that is there counts:\n\n"
    "1. the option on the command line, `--KEY VALUE`, where a command has it\n"
    "2. a variable of the environment; where a key has several, the first counts most, but those\n"
    "   of the platform's vendor before all others\n"
    "3. the same variable in `.env` in the folder you are in: lines of `NAME=value` with "
    "quotes,\n   `export`, comments and `${NAME}`, as python-dotenv reads them\n"
    "4. `baton.yaml` in the folder you are in\n"
    "5. `baton/config.yaml` in your configuration folder (`$XDG_CONFIG_HOME`, or `~/.config`)\n"
    "6. the default\n\n"
    "An empty value is as good as none. Times are numbers with a unit: `500ms`, `30s`, `5m`.\n\n";

static const char sections[] =
    "## Which family\n\n"
    "`family` says it. Where nothing does, it is the one whose credentials there are, if they are "
    "the\ncredentials of one alone: `access-key-id` (`CXONE_ACCESS_KEY_ID`) is `cxone`'s, "
    "`api-key`\n(`COGNIGY_API_KEY`) is `cognigy`'s, and `GENESYSCLOUD_OAUTHCLIENT_ID`, without "
    "`CXONE_CLIENT_ID`,\nis `genesys`'; else it is `community`.\n\n"
    "A variable is for the family of its vendor: `CXONE_` for `cxone` and `community`, "
    "`GENESYSCLOUD_`\nfor `genesys`, `COGNIGY_` for `cognigy`. Where there is but one platform, "
    "`genesys` takes the first,\ntoo, and `community` the second, as the tutorials mix them; "
    "nothing else is taken, so that no\nsecret goes to another vendor.\n\n"
    "| family | must be set |\n|---|---|\n"
    "| `community`, `genesys` | `client-id`, `client-secret` |\n"
    "| `cxone` | `access-key-id`, `access-key-secret`, `client-id`, `client-secret` |\n"
    "| `cognigy` | `api-key`, `project-id`, and `environment` or `base-url` |\n\n"
    "## Several platforms\n\n"
    "Keys at the top of a YAML file are for all platforms; a section under `platforms` adds to "
    "them\nor takes their place. `platform` (or the variable `BATON_PLATFORM`) names the one that "
    "is meant;\na single section is meant without being named.\n\n"
    "```yaml\n"
    "timeout: 20s\n"
    "platform: test\n"
    "platforms:\n"
    "  test:\n"
    "    base-url: http://127.0.0.1:8080\n"
    "  live:\n"
    "    family: genesys\n"
    "    region: eu-central-1\n"
    "  bot:\n"
    "    family: cognigy\n"
    "    environment: trial.cognigy.ai\n"
    "    project-id: 64f0c2a97be1d35804ac916e\n"
    "```\n\n"
    "Where another platform is asked besides the one that is meant, as a trace of both sides does, "
    "what\nits section says counts before variables, and options are not for it.\n\n"
    "Unknown keys and values out of range are errors that name the file and the line. A file "
    "with a\nsecret in it that others may read is worth a warning.\n";

static void put_variables(struct baton_buf *out, const char *variables)
{
    struct baton_str rest = baton_str_from(variables), name;
    while (baton_str_next(&rest, ',', &name))
        baton_buf_fmt(out, "`%.*s`%s", BATON_ARG(name), rest.s && rest.len ? ", " : "");
}

static void put_key(struct baton_buf *out, const struct baton_config_key *key)
{
    struct baton_str range = baton_config__range(out->arena, key);
    baton_buf_fmt(out, "### `%s`\n\n%s.\n\n", key->name, key->help);
    baton_buf_puts(out, "- variables: ");
    put_variables(out, key->variables);
    baton_buf_putc(out, '\n');
    if (range.len)
        baton_buf_fmt(out, "- values: %.*s\n", BATON_ARG(range));
    if (key->fallback)
        baton_buf_fmt(out, "- default: `%s`\n", key->fallback);
    baton_buf_putc(out, '\n');
}

void baton_config_reference(struct baton_buf *out)
{
    baton_buf_puts(out, intro);
    baton_buf_puts(out, "## Keys\n\n");
    for (size_t i = 0; i < baton_config_key_count; i++)
        put_key(out, &baton_config_keys[i]);
    baton_buf_puts(out, sections);
}
