/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"

static const struct {
    const char *text;
    int status;
} rows[] = {
#define ROW(code, text, status) [code] = {text, status},
    BATON_ERRORS(ROW)
#undef ROW
};

const char *baton_err_text(enum baton_err err)
{
    return (size_t)err < BATON_COUNT(rows) ? rows[err].text : "unknown error";
}

int baton_err_status(enum baton_err err)
{
    return (size_t)err < BATON_COUNT(rows) ? rows[err].status : 5;
}
