// TLS by OpenSSL on the client's own socket. Nothing is checked: it is the server's work that is measured, on this machine.
#pragma once
#include "options.h"
#include <openssl/err.h>
#include <openssl/ssl.h>

static SSL_CTX *tls_context;

static void tls_begin(void) {
    tls_context = SSL_CTX_new(TLS_client_method());
    if (!tls_context) die("no TLS");
    SSL_CTX_set_verify(tls_context, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_mode(tls_context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    // A record's head and body, and the records behind it, by one call.
    SSL_CTX_set_read_ahead(tls_context, 1);
    SSL_CTX_set_default_read_buffer_len(tls_context, 64 * 1024);
}
static SSL *tls_open(int fd) {
    SSL *tls = SSL_new(tls_context);
    SSL_set_fd(tls, fd);
    SSL_set_connect_state(tls);
    return tls;
}
// As of a system call: -1 and errno.
static int tls_failed(SSL *tls, int result) {
    int error = SSL_get_error(tls, result);
    ERR_clear_error();
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) errno = EAGAIN;
    else if (error != SSL_ERROR_SYSCALL || !errno) errno = EPROTO;
    return -1;
}
static int tls_shake_hands(SSL *tls) {
    int k = SSL_do_handshake(tls);
    return k == 1 ? 1 : tls_failed(tls, k);
}
static ssize_t tls_send(SSL *tls, const char *bytes, u32 length) {
    int k = SSL_write(tls, bytes, length);
    return k > 0 ? k : tls_failed(tls, k);
}
// All records that are there, or as much as fits.
static ssize_t tls_receive(SSL *tls, char *to, int size) {
    int received = 0;
    while (received < size) {
        int k = SSL_read(tls, to + received, size - received);
        if (k <= 0) return received ? received : tls_failed(tls, k);
        received += k;
    }
    return received;
}
