/*
 * Load for the comparison of servers: as little of its own as can be, so that one core drives any peer,
 * also those of another protocol. Every reply is counted by its line ends; JAM replies are checked octet by octet.
 *
 *   load loop PORT PID CONNECTIONS DEPTH MILLISECONDS REQUEST LINES_PER_REPLY
 *     each connection sends DEPTH requests at once, waits for all replies, and again. The clock starts when all
 *     connections have been answered once.
 *   load session PORT PID PARALLEL MILLISECONDS
 *     connect, TIME, reply, QUIT, the server's end, close; PARALLEL at the same time.
 *   load idle PORT CONNECTIONS
 *     opens them, each asks once, prints "ready", waits for the end of its input.
 *
 * Prints one JSON object; cpu is what the kernel has booked for the threads of PID meanwhile, in nanoseconds.
 * REQUEST may hold \r and \n as escapes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 20, JAM_REPLY = 14, READY_MS = 15000 };
enum step { ASKING, QUITTING };

struct client {
  int fd;
  long awaited; /* line ends still to come */
  int at;       /* place in the JAM reply that is checked */
  enum step step;
  int was_answered;
};

static struct sockaddr_in server = {.sin_family = AF_INET};
static char input[READ_SIZE];
static char *burst;
static size_t burst_length;
static long lines_per_burst, done, errors, clients_answered;
static int depth = 1, is_jam, poller;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* CPU time of all threads of a process, those that have ended included. */
static long long cpu_ns(pid_t pid) {
  clockid_t clock;
  struct timespec t = {0};
  if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int connect_client(struct client *c) {
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&server, sizeof server)) {
    errors++;
    if (c->fd >= 0) close(c->fd);
    return -1;
  }
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
  c->at = 0;
  c->step = ASKING;
  return 0;
}

/* A burst fits the socket's buffers (a few thousand octets), so a blocking send does not deadlock. */
static void ask(struct client *c) {
  c->awaited = lines_per_burst;
  if (send(c->fd, burst, burst_length, MSG_NOSIGNAL) != (ssize_t)burst_length) errors++;
}

static int digit(char octet) { return octet >= '0' && octet <= '9'; }

/* "JAM hh:mm:ss\r\n", wherever the reads cut it. */
static void check_jam(struct client *c, const char *octets, ssize_t length) {
  static const char form[] = "JAM dd:dd:dd\r\n";
  for (ssize_t i = 0; i < length; i++) {
    char wanted = form[c->at];
    if (wanted == 'd' ? !digit(octets[i]) : octets[i] != wanted) errors++;
    if (++c->at == JAM_REPLY) c->at = 0;
  }
}

static long count_lines(const char *octets, ssize_t length) {
  if (is_jam) return 0;
  long lines = 0;
  for (const char *at = octets; (at = memchr(at, '\n', octets + length - at)); at++) lines++;
  return lines;
}

/* Returns the replies' line ends that a read held. A JAM reply has a fixed length. */
static long take(struct client *c, ssize_t got) {
  if (!is_jam) return count_lines(input, got);
  int before = c->at;
  check_jam(c, input, got);
  return (before + got) / JAM_REPLY;
}

/* Serves what is ready once. Returns how many bursts were answered. */
static int turn(void) {
  struct epoll_event events[512];
  int answered = 0, ready = epoll_wait(poller, events, 512, 100);
  for (int i = 0; i < ready; i++) {
    struct client *c = events[i].data.ptr;
    ssize_t got = recv(c->fd, input, READ_SIZE, MSG_DONTWAIT);
    if (got <= 0) {
      errors++;
      close(c->fd);
      continue;
    }
    c->awaited -= take(c, got);
    if (c->awaited > 0) continue;
    if (c->awaited < 0) errors++;
    answered++;
    if (!c->was_answered) clients_answered++;
    c->was_answered = 1;
    ask(c);
  }
  return answered;
}

static void open_all(struct client *clients, int count) {
  for (int i = 0; i < count; i++)
    if (connect_client(&clients[i]) == 0) ask(&clients[i]);
  double give_up = now_ms() + READY_MS;
  while (clients_answered < count && now_ms() < give_up) turn();
}

static void run_loop(double milliseconds) {
  double until = now_ms() + milliseconds;
  while (now_ms() < until) done += (long)turn() * depth;
}

static void run_sessions(struct client *clients, int count, double milliseconds) {
  struct epoll_event events[512];
  double until = now_ms() + milliseconds;
  for (int i = 0; i < count; i++)
    if (connect_client(&clients[i]) == 0) ask(&clients[i]);
  while (now_ms() < until) {
    int ready = epoll_wait(poller, events, 512, 100);
    for (int i = 0; i < ready; i++) {
      struct client *c = events[i].data.ptr;
      ssize_t got = recv(c->fd, input, READ_SIZE, MSG_DONTWAIT);
      if (c->step == ASKING && got > 0) {
        c->awaited -= take(c, got);
        if (c->awaited > 0) continue;
        c->step = QUITTING;
        if (send(c->fd, "QUIT\r\n", 6, MSG_NOSIGNAL) != 6) errors++;
        continue;
      }
      if (c->step == QUITTING && got == 0) done++;
      else errors++;
      close(c->fd);
      if (connect_client(c) == 0) ask(c);
    }
  }
}

static void run_idle(struct client *clients, int count) {
  for (int i = 0; i < count; i++) {
    if (connect_client(&clients[i])) break;
    ask(&clients[i]);
    ssize_t got = recv(clients[i].fd, input, READ_SIZE, 0);
    if (got <= 0) errors++;
    else done++;
  }
  printf("ready\n");
  fflush(stdout);
  while (read(0, input, sizeof input) > 0) {}
}

static size_t unescape(const char *text, char *octets) {
  size_t length = 0;
  for (; *text; text++) {
    if (text[0] == '\\' && (text[1] == 'r' || text[1] == 'n')) octets[length++] = *++text == 'r' ? '\r' : '\n';
    else octets[length++] = *text;
  }
  return length;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const char *mode = argv[1], *request = "TIME\\r\\n";
  int is_loop = !strcmp(mode, "loop") && argc == 9, is_session = !strcmp(mode, "session") && argc == 6;
  if (!is_loop && !is_session && strcmp(mode, "idle")) return 2;
  int count = atoi(argv[is_loop || is_session ? 4 : 3]), lines = 1;
  pid_t pid = is_loop || is_session ? atoi(argv[3]) : 0;
  double milliseconds = is_loop ? atof(argv[6]) : is_session ? atof(argv[5]) : 0;
  if (is_loop) {
    depth = atoi(argv[5]);
    request = argv[7];
    lines = atoi(argv[8]);
  }
  is_jam = !strncmp(request, "TIME\\r\\n", 8) && lines == 1;
  server.sin_port = htons(atoi(argv[2]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  char one[1024];
  size_t one_length = unescape(request, one);
  burst = malloc(one_length * depth);
  for (int i = 0; i < depth; i++) memcpy(burst + i * one_length, one, one_length);
  burst_length = one_length * depth;
  lines_per_burst = (long)lines * depth;
  poller = epoll_create1(0);
  struct client *clients = calloc(count, sizeof *clients);
  if (is_loop) open_all(clients, count);
  double start = now_ms();
  long long cpu = cpu_ns(pid);
  if (is_loop) run_loop(milliseconds);
  else if (is_session) run_sessions(clients, count, milliseconds);
  else run_idle(clients, count);
  cpu = pid ? cpu_ns(pid) - cpu : 0;
  printf("{\"done\":%ld,\"errors\":%ld,\"seconds\":%.3f,\"cpu\":%lld}\n", done, errors, (now_ms() - start) / 1e3, cpu);
  return errors > 0;
}
