/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads a server with requests over connections that are kept, and the least
 * that could answer them. bench/sandbox.py runs it.
 *
 * usage: bench_sandbox load PORT CONNECTIONS MILLISECONDS REQUEST
 *            sends the request of a file again and again, one at a time on each
 *            connection; prints requests, seconds, bytes of an answer
 *        bench_sandbox once PORT REQUEST...
 *            sends each once, one after the other on one connection, which it
 *            begins with; prints milliseconds
 *        bench_sandbox floor BYTES
 *            answers everything with so many bytes on a free port, which it
 *            prints first; ends with its standard input
 */
#define _GNU_SOURCE /* memmem() */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 1024, BUFFER = 256 << 10, MAX_REQUEST = 64 << 10, EVENTS = 128 };

struct text {
    char bytes[MAX_REQUEST];
    size_t length;
};

/* What came of an answer so far. */
struct reader {
    char *bytes; /* BUFFER of them */
    size_t length, wanted; /* wanted: 0 while its head is not whole */
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench_sandbox: %s: %s\n", what, errno ? strerror(errno) : "not as expected");
    exit(1);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long number(const char *word, long most)
{
    char *end;
    long value = strtol(word, &end, 10);
    if (*end || value < 1 || value > most) {
        fprintf(stderr, "bench_sandbox: %s is no number from 1 to %ld\n", word, most);
        exit(2);
    }
    return value;
}

static void read_request(const char *name, struct text *request)
{
    FILE *file = fopen(name, "rb");
    if (!file)
        fail(name);
    request->length = fread(request->bytes, 1, sizeof request->bytes, file);
    fclose(file);
}

static struct sockaddr_in loopback(long port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int connect_to(long port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void send_all(int fd, const char *bytes, size_t length)
{
    for (ssize_t n; length > 0; bytes += n, length -= (size_t)n)
        if ((n = send(fd, bytes, length, MSG_NOSIGNAL)) <= 0)
            fail("send");
}

/* ---- answers -------------------------------------------------------------------------- */

/* Head and body; Content-Length is what all of the servers here send. */
static size_t whole_length(const char *head, size_t head_length)
{
    static const char name[] = "\r\nContent-Length:";
    for (size_t i = 0; i + sizeof name < head_length; i++)
        if (head[i] == '\r' && strncasecmp(head + i, name, sizeof name - 1) == 0)
            return head_length + strtoul(head + i + sizeof name - 1, NULL, 10);
    errno = 0;
    fail("an answer without Content-Length");
}

/* Reads what is there; true once the answer is whole. */
static bool read_some(int fd, struct reader *in)
{
    ssize_t n = recv(fd, in->bytes + in->length, BUFFER - 1 - in->length, 0);
    if (n <= 0)
        fail("recv");
    in->length += (size_t)n;
    in->bytes[in->length] = '\0';
    if (in->wanted == 0) {
        const char *end = memmem(in->bytes, in->length, "\r\n\r\n", 4);
        if (!end)
            return false;
        if (memcmp(in->bytes, "HTTP/1.1 2", 10) != 0) {
            errno = 0;
            fail(in->bytes);
        }
        in->wanted = whole_length(in->bytes, (size_t)(end - in->bytes) + 4);
    }
    return in->length >= in->wanted;
}

static void make_reader(struct reader *in)
{
    in->bytes = malloc(BUFFER);
    if (!in->bytes)
        fail("malloc");
    in->length = in->wanted = 0;
}

/* ---- load ------------------------------------------------------------------------------ */

static void watch(int poll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
}

static long drive(int poll, struct reader *readers, const struct text *request, double until,
                  size_t *size)
{
    struct epoll_event events[EVENTS];
    long answers = 0;
    while (seconds() < until) {
        int count = epoll_wait(poll, events, EVENTS, 1000);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            struct reader *in = &readers[fd];
            if (!read_some(fd, in))
                continue;
            answers++;
            *size = in->length;
            in->length = in->wanted = 0;
            send_all(fd, request->bytes, request->length);
        }
    }
    return answers;
}

static int load(char **words)
{
    static struct reader readers[MAX_CONNECTIONS + 64]; /* by file descriptor */
    static struct text request;
    long port = number(words[0], 65535), connections = number(words[1], MAX_CONNECTIONS);
    double duration = (double)number(words[2], 60000) / 1e3;
    size_t size = 0;
    int poll = epoll_create1(EPOLL_CLOEXEC);
    read_request(words[3], &request);
    for (long i = 0; i < connections; i++) {
        int fd = connect_to(port);
        if (fd >= MAX_CONNECTIONS + 64)
            fail("too many files are open");
        make_reader(&readers[fd]);
        watch(poll, fd);
        send_all(fd, request.bytes, request.length);
    }
    double start = seconds();
    long answers = drive(poll, readers, &request, start + duration, &size);
    printf("%ld %.6f %zu\n", answers, seconds() - start, size);
    return 0;
}

/* ---- once ------------------------------------------------------------------------------ */

static int once(char **words)
{
    static struct text requests[16];
    struct reader in;
    size_t count = 0;
    long port = number(words[0], 65535);
    for (; words[count + 1] && count < 16; count++)
        read_request(words[count + 1], &requests[count]);
    make_reader(&in);
    double start = seconds();
    int fd = connect_to(port);
    for (size_t i = 0; i < count; i++) {
        in.length = in.wanted = 0;
        send_all(fd, requests[i].bytes, requests[i].length);
        while (!read_some(fd, &in))
            continue;
    }
    printf("%.4f\n", (seconds() - start) * 1e3);
    free(in.bytes);
    close(fd);
    return 0;
}

/* ---- floor ----------------------------------------------------------------------------- */

static int listen_anywhere(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
        listen(fd, MAX_CONNECTIONS) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void fill_answer(struct text *answer, size_t size)
{
    int head = snprintf(answer->bytes, sizeof answer->bytes,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n", size);
    memset(answer->bytes + head, ' ', size);
    answer->length = (size_t)head + size;
}

/* Requests come whole here, and have no body: each read is one of them. */
static void answer_one(int fd, const struct text *answer)
{
    char request[4096];
    if (recv(fd, request, sizeof request, 0) <= 0)
        close(fd);
    else
        send_all(fd, answer->bytes, answer->length);
}

static int answer_all(char **words)
{
    static struct text answer;
    struct epoll_event events[EVENTS];
    fill_answer(&answer, (size_t)number(words[0], MAX_REQUEST / 2));
    int poll = epoll_create1(EPOLL_CLOEXEC), door = listen_anywhere();
    watch(poll, door);
    watch(poll, STDIN_FILENO);
    for (;;) {
        int count = epoll_wait(poll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == STDIN_FILENO)
                return 0;
            if (fd == door)
                watch(poll, accept(door, NULL, NULL));
            else
                answer_one(fd, &answer);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "load") == 0)
        return load(argv + 2);
    if (argc >= 4 && strcmp(argv[1], "once") == 0)
        return once(argv + 2);
    if (argc == 3 && strcmp(argv[1], "floor") == 0)
        return answer_all(argv + 2);
    fputs("usage: bench_sandbox load PORT CONNECTIONS MILLISECONDS REQUEST | once PORT REQUEST... "
          "| floor BYTES\n", stderr);
    return 2;
}
