/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One token in one file, {"token":…,"expires":…,"scopes":…,"claimed":…}, in a folder
 * that is the user's alone. What others could read or put there is not used; a cache that
 * cannot be used is no reason to fail.
 */
#define _XOPEN_SOURCE 700 /* S_ISDIR and lstat() together with O_NOFOLLOW */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/json.h"
#include "edge/oauth/oauth_int.h"
#include "edge/os.h"

enum { MAX_FILE = 2 * BATON_OAUTH__MAX_TOKEN };

/* Each with its length, so that no two sets of options are one text. */
static bool put_key(struct baton_buf *buf, const struct baton_oauth_options *options)
{
    const struct baton_str parts[] = {options->token_url, options->client_id,
                                      options->client_secret, options->scopes,
                                      options->basic ? BATON_STR("basic") : BATON_STR("form"),
                                      options->username, options->password};
    for (size_t i = 0; i < BATON_COUNT(parts); i++)
        if (parts[i].s)
            baton_buf_fmt(buf, "%zu:%.*s\n", parts[i].len, BATON_ARG(parts[i]));
    return !baton_buf_failed(buf);
}

static enum baton_err set_fault(struct baton_oauth *oauth, const char *what, const char *why)
{
    oauth->cache_fault = baton_str_fmt(&oauth->own, "%s: %s", what, why);
    return oauth->cache_fault.s ? BATON_OK : BATON_ENOMEM;
}

/* Another secret has another file, so that a wrong or a new one does not use an old token. */
static enum baton_err name_file(struct baton_oauth *oauth, const char *folder)
{
    struct baton_buf key;
    uint64_t hash;
    baton_buf_init(&key, &oauth->of_answer, 0);
    if (!put_key(&key, &oauth->options))
        return BATON_ENOMEM;
    if (!baton_oauth__hash(baton_buf_str(&key), &hash))
        return set_fault(oauth, "libcrypto.so.3", "not installed, which names the cache's file");
    oauth->cache_file = baton_str_fmt(&oauth->own, "%s/token-%016llx.json", folder,
                                      (unsigned long long)hash);
    return oauth->cache_file.s ? BATON_OK : BATON_ENOMEM;
}

/* ---- the folder ------------------------------------------------------------------------ */

/* Makes the folder and those above it; false with errno. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int status = mkdir(path, 0700);
        *slash = '/';
        if (status != 0 && errno != EEXIST)
            return false;
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static const char *fault_of_folder(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return strerror(errno);
    if (!S_ISDIR(info.st_mode))
        return "it is no folder";
    if (info.st_uid != geteuid())
        return "it belongs to another user";
    return info.st_mode & 022 ? "others may write to it" : NULL;
}

enum baton_err baton_oauth__cache_open(struct baton_oauth *oauth)
{
    struct baton_str folder = baton_str_from(oauth->options.cache_folder);
    if (!folder.len)
        return BATON_OK;
    char *path = baton_arena_take(&oauth->own, folder.len + 1);
    if (!path)
        return BATON_ENOMEM;
    memcpy(path, folder.s, folder.len + 1);
    if (!make_folders(path))
        return set_fault(oauth, path, strerror(errno));
    const char *fault = fault_of_folder(path);
    if (fault)
        return set_fault(oauth, path, fault);
    return name_file(oauth, path);
}

/* ---- reading --------------------------------------------------------------------------- */

static const char *fault_of_file(int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return strerror(errno);
    if (!S_ISREG(info.st_mode))
        return "it is no file";
    if (info.st_uid != geteuid())
        return "it belongs to another user";
    if (info.st_mode & 077)
        return "it is open to others: its mode should be 0600";
    return info.st_size > MAX_FILE ? "it is too large" : NULL;
}

static bool read_all(int fd, char *into, size_t room, size_t *len)
{
    for (*len = 0; *len < room;) {
        ssize_t got = read(fd, into + *len, room - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        *len += (size_t)got;
    }
    return true;
}

static bool parse(struct baton_arena *arena, struct baton_str text, struct baton_token *out)
{
    struct baton_json doc;
    uint64_t expires;
    if (baton_json_read(arena, text, NULL, &doc, NULL) != BATON_OK)
        return false;
    uint32_t token = baton_json_member_z(&doc, 0, "token");
    uint32_t until = baton_json_member_z(&doc, 0, "expires");
    uint32_t scopes = baton_json_member_z(&doc, 0, "scopes");
    if (token == BATON_JSON_NONE || !baton_json_is(&doc, token, BATON_JSON_STRING) ||
        until == BATON_JSON_NONE ||
        !baton_str_to_u64(baton_json_raw(&doc, until), &expires) || expires > INT64_MAX / 2)
        return false;
    out->text = baton_json_string(&doc, token, arena);
    /* It becomes part of a header. */
    for (size_t i = 0; i < out->text.len; i++)
        if (out->text.s[i] <= ' ' || out->text.s[i] > '~')
            return false;
    out->expires = (int64_t)expires;
    out->scopes_known = scopes != BATON_JSON_NONE &&
                        baton_json_is(&doc, scopes, BATON_JSON_STRING);
    out->scopes = out->scopes_known ? baton_json_string(&doc, scopes, arena) : BATON_STR("");
    uint32_t claimed = baton_json_member_z(&doc, 0, "claimed");
    if (claimed != BATON_JSON_NONE && baton_json_is(&doc, claimed, BATON_JSON_STRING))
        out->claimed = baton_json_string(&doc, claimed, arena);
    return out->text.len > 0;
}

static enum baton_err read_file(struct baton_oauth *oauth, int fd, struct baton_token *out)
{
    size_t len;
    struct baton_token token = {.claimed = BATON_STR(""), .cached = true};
    const char *fault = fault_of_file(fd);
    if (fault)
        return set_fault(oauth, oauth->cache_file.s, fault);
    char *text = baton_arena_take(&oauth->of_token, MAX_FILE);
    if (!text)
        return BATON_ENOMEM;
    bool good = read_all(fd, text, MAX_FILE, &len) &&
                parse(&oauth->of_token, (struct baton_str){text, len}, &token);
    if (baton_arena_failed(&oauth->of_token))
        return BATON_ENOMEM;
    if (good)
        *out = token;
    return BATON_OK;
}

enum baton_err baton_oauth__cache_read(struct baton_oauth *oauth, struct baton_token *out)
{
    if (!oauth->cache_file.s)
        return BATON_OK;
    int fd = open(oauth->cache_file.s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? BATON_OK
                               : set_fault(oauth, oauth->cache_file.s, strerror(errno));
    enum baton_err err = read_file(oauth, fd, out);
    close(fd);
    return err;
}

/* ---- writing --------------------------------------------------------------------------- */

static struct baton_str text_of(struct baton_oauth *oauth, const struct baton_token *token)
{
    struct baton_buf buf;
    baton_buf_init(&buf, &oauth->of_answer, 0);
    baton_buf_puts(&buf, "{\"token\":");
    baton_json_put_string(&buf, token->text);
    baton_buf_fmt(&buf, ",\"expires\":%lld,\"scopes\":", (long long)token->expires);
    if (token->scopes_known)
        baton_json_put_string(&buf, token->scopes);
    else
        baton_buf_puts(&buf, "null");
    if (token->claimed.len) {
        baton_buf_puts(&buf, ",\"claimed\":");
        baton_json_put_string(&buf, token->claimed);
    }
    baton_buf_puts(&buf, "}\n");
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

/* One that a process of the same number left behind when it was killed is in the way once. */
static int open_new(const char *path)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = open(path, flags, 0600);
    if (fd < 0 && errno == EEXIST && unlink(path) == 0)
        fd = open(path, flags, 0600);
    return fd;
}

static bool put_file(const char *path, const char *beside, struct baton_str text)
{
    int fd = open_new(beside);
    if (fd < 0)
        return false;
    bool good = fchmod(fd, 0600) == 0 && baton_os_write(fd, text);
    good = close(fd) == 0 && good && rename(beside, path) == 0;
    if (!good) {
        int why = errno;
        unlink(beside);
        errno = why;
    }
    return good;
}

enum baton_err baton_oauth__cache_write(struct baton_oauth *oauth,
                                        const struct baton_token *token)
{
    if (!oauth->cache_file.s || token->expires < 0)
        return BATON_OK;
    struct baton_str text = text_of(oauth, token);
    struct baton_str beside = baton_str_fmt(&oauth->of_answer, "%s.%ld", oauth->cache_file.s,
                                            (long)getpid());
    if (!text.s || !beside.s)
        return BATON_ENOMEM;
    if (!put_file(oauth->cache_file.s, beside.s, text))
        return set_fault(oauth, oauth->cache_file.s, strerror(errno));
    return BATON_OK;
}

void baton_oauth__cache_drop(struct baton_oauth *oauth, struct baton_str token)
{
    struct baton_token there = {.text = BATON_STR("")};
    if (token.len && baton_oauth__cache_read(oauth, &there) == BATON_OK &&
        baton_str_eq(there.text, token))
        (void)unlink(oauth->cache_file.s);
}
