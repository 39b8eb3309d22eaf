/*
 * The limit: a JAM server by hand in C, one thread, epoll, level-triggered, no allocation per request.
 * Answers as docs/protocol.md says (R2 to R10), keeps unsent replies and stops reading meanwhile.
 *
 * Build: cc -O2 -o c-epoll c-epoll.c      Run: ./c-epoll PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINE = 512, READ_SIZE = 256 * 1024, REPLY = 14, EVENTS = 512 };

static const char INVALID[] = "Invalid command\r\n";

struct connection {
  int fd;
  int held;     /* octets of an unfinished line */
  int closing;  /* QUIT or a line too long: close when all is sent */
  char *unsent; /* replies the kernel did not take, or NULL */
  size_t unsent_length, unsent_at;
  char line[MAX_LINE + 2];
};

static char input[READ_SIZE + MAX_LINE + 2];
static char output[(READ_SIZE / 5 + 2) * 18 * 2];
static int poller;

static void make_reply(char *reply) {
  static time_t last;
  static char label[REPLY + 1];
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_sec != last) {
    struct tm civil;
    localtime_r(&now.tv_sec, &civil);
    snprintf(label, sizeof label, "JAM %02d:%02d:%02d\r\n", civil.tm_hour, civil.tm_min, civil.tm_sec);
    last = now.tv_sec;
  }
  memcpy(reply, label, REPLY);
}

static void drop(struct connection *c) {
  close(c->fd);
  free(c->unsent);
  free(c);
}

static void watch(struct connection *c, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
}

/* Sends what it can, keeps the rest. Returns 0 when the connection is gone. */
static int deliver(struct connection *c, const char *octets, size_t length) {
  size_t at = 0;
  while (at < length) {
    ssize_t sent = send(c->fd, octets + at, length - at, MSG_NOSIGNAL);
    if (sent >= 0) {
      at += sent;
    } else if (errno == EAGAIN) {
      c->unsent = malloc(length - at);
      memcpy(c->unsent, octets + at, length - at);
      c->unsent_length = length - at;
      c->unsent_at = 0;
      watch(c, EPOLLOUT);
      return 1;
    } else if (errno != EINTR) {
      drop(c);
      return 0;
    }
  }
  if (c->closing) {
    drop(c);
    return 0;
  }
  return 1;
}

static int is_verb(const char *line, size_t length, const char *verb) {
  if (length < 4 || memcmp(line, verb, 4) != 0) return 0;
  if (length == 4) return 1;
  if (line[4] != ' ') return 0;
  for (size_t i = 4; i < length; i++)
    if (line[i] & 0x80) return 0;
  return 1;
}

static void on_readable(struct connection *c) {
  memcpy(input, c->line, c->held);
  ssize_t got = recv(c->fd, input + c->held, READ_SIZE, 0);
  if (got < 0) {
    if (errno != EAGAIN && errno != EINTR) drop(c);
    return;
  }
  if (got == 0) {
    drop(c);
    return;
  }
  char reply[REPLY];
  make_reply(reply);
  char *at = input, *end = input + c->held + got, *out = output;
  while (at < end && !c->closing) {
    /* The usual line first. */
    if (end - at >= 6 && memcmp(at, "TIME\r\n", 6) == 0) {
      memcpy(out, reply, REPLY);
      out += REPLY;
      at += 6;
      continue;
    }
    char *lf = memchr(at, '\n', end - at);
    size_t length = (lf ? lf : end) - at;
    if (lf && length > 0 && at[length - 1] == '\r') length--;
    if (length > MAX_LINE + (lf ? 0 : 1)) {
      c->closing = 1;
    } else if (!lf) {
      break;
    } else if (length == 0) {
      at = lf + 1;
      continue;
    } else if (is_verb(at, length, "TIME")) {
      memcpy(out, reply, REPLY);
      out += REPLY;
      at = lf + 1;
      continue;
    } else if (is_verb(at, length, "QUIT")) {
      c->closing = 1;
      break;
    }
    memcpy(out, INVALID, sizeof INVALID - 1);
    out += sizeof INVALID - 1;
    if (lf) at = lf + 1;
  }
  c->held = c->closing ? 0 : end - at;
  memcpy(c->line, at, c->held);
  if (out > output || c->closing) deliver(c, output, out - output);
}

static void on_writable(struct connection *c) {
  char *octets = c->unsent;
  c->unsent = NULL;
  if (deliver(c, octets + c->unsent_at, c->unsent_length - c->unsent_at) && !c->unsent) watch(c, EPOLLIN);
  free(octets);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *c = malloc(sizeof *c);
    memset(c, 0, offsetof(struct connection, line));
    c->fd = fd;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  }
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1, off = 0;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(argc > 1 ? atoi(argv[1]) : 45000)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
    perror("c-epoll: cannot listen");
    return 1;
  }
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (!c) accept_all(listener);
      else if (c->unsent) on_writable(c);
      else on_readable(c);
    }
  }
}
