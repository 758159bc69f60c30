/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edge/httpd/httpd_int.h"

enum { BACKLOG = 1024 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* Gives the address's length; 0 if the text is none. */
static socklen_t read_address(const char *text, uint16_t port, union address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons(port);
        return sizeof out->v4;
    }
    if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        return sizeof out->v6;
    }
    return 0;
}

static const char *words_for(int error)
{
    switch (error) {
    case EADDRINUSE:
        return "the address is in use by another program";
    case EADDRNOTAVAIL:
        return "this machine does not have the address";
    case EACCES:
        return "the system does not allow this port";
    case EMFILE:
    case ENFILE:
        return "too many files are open";
    default:
        return "the system gives no socket for it";
    }
}

static bool ready(int fd, const union address *address, socklen_t len)
{
    int on = 1;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && bind(fd, &address->any, len) == 0 &&
           listen(fd, BACKLOG) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

static uint16_t port_of(int fd)
{
    union address address;
    socklen_t len = sizeof address;
    memset(&address, 0, sizeof address);
    if (getsockname(fd, &address.any, &len) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

enum baton_err baton_httpd__listen(struct baton_httpd *httpd, const char **why)
{
    union address address;
    const char *text = httpd->options.address ? httpd->options.address : "127.0.0.1";
    socklen_t len = read_address(text, httpd->options.port, &address);
    *why = "not an address such as 127.0.0.1 or ::1";
    if (!len)
        return BATON_EUSAGE;
    int fd = socket(address.any.sa_family, SOCK_STREAM, 0);
    if (fd < 0 || !ready(fd, &address, len)) {
        *why = words_for(errno);
        if (fd >= 0)
            close(fd);
        return BATON_EUSAGE;
    }
    httpd->listener = fd;
    httpd->port = port_of(fd);
    return BATON_OK;
}
