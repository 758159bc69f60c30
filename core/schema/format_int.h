/* SPDX-License-Identifier: Apache-2.0 */
/* One function per format (JSON Schema Validation, section 7.3). */
#ifndef BATON_CORE_SCHEMA_FORMAT_INT_H
#define BATON_CORE_SCHEMA_FORMAT_INT_H

#include "core/schema/schema_int.h"

schema_format baton_schema__is_date_time, baton_schema__is_date, baton_schema__is_time; /* 3339 */
schema_format baton_schema__is_email;                                                   /* 5321 */
schema_format baton_schema__is_ipv4, baton_schema__is_ipv6;                       /* 2673, 4291 */
schema_format baton_schema__is_uri, baton_schema__is_uri_reference;                     /* 3986 */
schema_format baton_schema__is_uuid;                                                    /* 4122 */
schema_format baton_schema__is_regex;                                           /* ECMA-262 */
schema_format baton_schema__is_json_pointer, baton_schema__is_relative_json_pointer;    /* 6901 */

#endif
