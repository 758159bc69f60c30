/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule/rule_int.h"

/*
 * Domains and whose they are. Genesys Cloud regions: the region list of npm
 * purecloud-platform-client-v2 262.0.0. CXone: issuers and API hosts of npm
 * @nice-devone/auth-sdk 25.1.2 and NICE's developer site. Cognigy: docs.cognigy.com.
 */
static const struct {
    const char *domain, *vendor;
} domains[] = {
    {"niceincontact.com", "NICE CXone"},     {"nice-incontact.com", "NICE CXone"},
    {"incontact.com", "NICE CXone"},         {"nicecxone.com", "NICE CXone"},
    {"nicecxone-sov1.au", "NICE CXone"},     {"nicecxone-sov1.eu", "NICE CXone"},
    {"mypurecloud.com", "Genesys Cloud"},    {"mypurecloud.ie", "Genesys Cloud"},
    {"mypurecloud.com.au", "Genesys Cloud"}, {"mypurecloud.jp", "Genesys Cloud"},
    {"mypurecloud.de", "Genesys Cloud"},     {"pure.cloud", "Genesys Cloud"},
    {"us-gov-pure.cloud", "Genesys Cloud"},  {"use2.us-gov-pure.cloud", "Genesys Cloud"},
    {"eusc-pure.cloud", "Genesys Cloud"},    {"cognigy.ai", "Cognigy"},
    {"cognigy.cloud", "Cognigy"},
};

const char *baton_vendor_of(struct baton_str host)
{
    for (size_t i = 0; i < BATON_COUNT(domains); i++) {
        struct baton_str domain = baton_str_from(domains[i].domain);
        if (host.len < domain.len)
            continue;
        struct baton_str tail = baton_str_sub(host, host.len - domain.len, host.len);
        bool whole = host.len == domain.len || host.s[host.len - domain.len - 1] == '.';
        if (whole && baton_str_eq_nocase(tail, domain))
            return domains[i].vendor;
    }
    return NULL;
}
