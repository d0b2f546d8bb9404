/* What the C files of framing._kernels share: columns that come in as buffers, checked before anything is read. */
#ifndef FRAMING_KERNELS_H
#define FRAMING_KERNELS_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000 /* 3.11: the first stable ABI with buffers; one build serves all later versions */
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define MOST_COLUMNS 24

/* The arguments of one call. */
typedef struct {
    Py_buffer view[MOST_COLUMNS];
    Py_ssize_t count;
} Columns;

/* Opens the arguments as columns. spec: two characters each, r or w (read, write) and the bytes of an item, ? for any: "r1r8w8".
   ValueError for another number of arguments, another size of item, or what is not contiguous or not aligned. */
int columns_open(Columns *columns, const char *spec, PyObject *const *args, Py_ssize_t nargs);
void columns_close(Columns *columns);

static inline Py_ssize_t size_of(const Columns *columns, int i) {
    return columns->view[i].len / columns->view[i].itemsize;
}

/* Closes the columns and gives a number, or NULL with a ValueError where the message is one. */
PyObject *columns_done(Columns *columns, Py_ssize_t number, const char *message);

/* -- words, their hashes and ids ----------------------------------------------------------------------------------- */

/* Characters of framing/text/fold.py. */
#define OTHER_LETTER 2
static inline int is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
static inline int is_letter(uint8_t c) { return (uint8_t)(c - 'a') < 26 || is_digit(c) || c == OTHER_LETTER; }
static const uint64_t FACTORS[5] = {0x9E3779B97F4A7C15u, 0xC2B2AE3D27D4EB4Fu, 0x165667B19E3779F9u, 0xD6E8FEB86659FD93u,
                                    0xFF51AFD7ED558CCDu};

/* Eight bytes as a number, the first lowest, whatever the processor's own order. */
static inline uint64_t eight_bytes(const uint8_t *bytes) {
    uint64_t eight = 0;
#if defined(_WIN32) || (defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
    memcpy(&eight, bytes, 8);
#else
    for (int i = 0; i < 8; i++) {
        eight |= (uint64_t)bytes[i] << (8 * i);
    }
#endif
    return eight;
}

/* The bytes at..at + 8 of a text, those from `end` on as zero, the first lowest. */
static inline uint64_t eight_at(const uint8_t *text, Py_ssize_t n, Py_ssize_t at, Py_ssize_t end) {
    uint64_t eight = 0;
    if (at + 8 <= n) {
        eight = eight_bytes(text + at);
        return end - at < 8 ? eight & (((uint64_t)1 << (8 * (end - at))) - 1) : eight;
    }
    for (Py_ssize_t j = at; j < end && j < n; j++) {
        eight |= (uint64_t)text[j] << (8 * (j - at));
    }
    return eight;
}

/* The hash of hash_words in framing/text/vocabulary.py: of the length of a word and its first 24 letters. */
static inline uint64_t hash_of(const uint8_t *text, Py_ssize_t n, Py_ssize_t start, Py_ssize_t end) {
    const Py_ssize_t length = end - start;
    uint64_t hashed = 0;
    for (Py_ssize_t k = 0; k == 0 || (k < 3 && length > 8 * k); k++) {
        hashed ^= eight_at(text, n, start + 8 * k, end) * FACTORS[k];
        hashed ^= k ? hashed >> 31 : 0;
    }
    hashed += (uint64_t)length * FACTORS[3];
    hashed ^= hashed >> 29;
    hashed *= FACTORS[4];
    return hashed ^ hashed >> 32;
}

static inline int is_span(int64_t start, int64_t end, Py_ssize_t n) { return start >= 0 && start < end && end <= n; }

#define ID_BITS 20
#define ID_MASK (((uint64_t)1 << ID_BITS) - 1)

/* The id of a hash, 0 where the table (a power of two slots, looked at in turn from the upper bits on) has none. */
static inline int32_t id_of(const uint64_t *table, Py_ssize_t slots, int shift, uint64_t hash) {
    const uint64_t key = hash << ID_BITS, last = (uint64_t)slots - 1;
    uint64_t slot = hash >> shift;
    for (Py_ssize_t tried = 0; tried < slots; tried++, slot = (slot + 1) & last) {
        if ((table[slot] ^ key) <= ID_MASK) {
            return (int32_t)(table[slot] & ID_MASK);
        }
        if (table[slot] == 0) {
            return 0;
        }
    }
    return 0;
}

/* By how much a hash is shifted to be a slot, or -1 where the slots are no power of two that fits. */
static inline int shift_of(Py_ssize_t slots) {
    int bits = 0;
    while (bits < 40 && ((Py_ssize_t)1 << bits) < slots) {
        bits++;
    }
    return bits >= 1 && ((Py_ssize_t)1 << bits) == slots ? 64 - bits : -1;
}

/* -- the module ---------------------------------------------------------------------------------------------------- */

/* A line in the table of a file's kernels, which are added to the module in _kernels.c. */
#define KERNEL(NAME) {#NAME, (PyCFunction)(void (*)(void))NAME, METH_FASTCALL, NULL}

extern PyMethodDef text_kernels[], page_kernels[], readability_kernels[];

#endif
