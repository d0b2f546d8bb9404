/* Kernels for folding, words and their hashes. Each has a twin in NumPy, which says what it gives; the two must agree in
   every byte (tests/test_kernels.py). Bytes are those of framing/text/fold.py. */
#include "_kernels.h"

#define BLOCK 64
#if defined(__GNUC__) || defined(__clang__)
#define PREFETCH(place) __builtin_prefetch(place)
#else
#define PREFETCH(place) (void)(place)
#endif

/* -- fold ---------------------------------------------------------------------------------------------------------- */

/* The entry of the fold table for what can be printed in ASCII, as it comes to be by the rule: a small letter for a capital,
   straight marks and their kinds. The table decides: the rule is used only where it says the same. */
static inline uint8_t ascii_upper(uint8_t c) { return (uint8_t)(c - 'A') < 26; }
static inline uint8_t ascii_quote(uint8_t c) { return (uint8_t)((c == '"') << 2 | (c == '\'') | (c == '`')); }
static inline uint8_t ascii_letter(uint8_t c) {
    return (uint8_t)(c ^ (ascii_upper(c) << 5) ^ ((c == '`') * ('`' ^ '\'')));
}

static int has_ascii_rule(const uint16_t *table, Py_ssize_t entries) {
    int same = entries >= 0x7F;
    for (uint8_t c = ' '; same && c < 0x7F; c++) {
        same = table[c] == (ascii_letter(c) | ascii_upper(c) << 8 | ascii_quote(c) << 9);
    }
    return same;
}

/* codes of n characters, table -> letters, upper, quote_mark of n each, foreign: places beyond ASCII; gives their number.
   Blocks of printable ASCII go by the rule, which compilers turn into a few wide instructions. */
#define FOLD(NAME, CODE)                                                                                             \
    static int NAME##_plain(const CODE *restrict codes, uint8_t *restrict letters, uint8_t *restrict upper,          \
                            uint8_t *restrict quote_mark) {                                                          \
        uint8_t plain[BLOCK];                                                                                        \
        CODE odd = 0;                                                                                                \
        for (int i = 0; i < BLOCK; i++) {                                                                            \
            odd |= (CODE)((CODE)(codes[i] - ' ') >= 0x7F - ' ');                                                     \
        }                                                                                                            \
        for (int i = 0; i < BLOCK; i++) {                                                                            \
            plain[i] = (uint8_t)codes[i];                                                                            \
        }                                                                                                            \
        for (int i = 0; i < BLOCK; i++) {                                                                            \
            letters[i] = ascii_letter(plain[i]);                                                                     \
            upper[i] = ascii_upper(plain[i]);                                                                        \
            quote_mark[i] = ascii_quote(plain[i]);                                                                   \
        }                                                                                                            \
        return !odd;                                                                                                 \
    }                                                                                                                \
    static Py_ssize_t NAME(const CODE *codes, Py_ssize_t n, const uint16_t *table, Py_ssize_t entries,               \
                           uint8_t *letters, uint8_t *upper, uint8_t *quote_mark, int64_t *foreign) {                \
        const int ruled = has_ascii_rule(table, entries);                                                            \
        Py_ssize_t found = 0;                                                                                        \
        for (Py_ssize_t base = 0; base < n; base += BLOCK) {                                                         \
            const Py_ssize_t end = n - base < BLOCK ? n : base + BLOCK;                                              \
            if (ruled && end - base == BLOCK &&                                                                      \
                NAME##_plain(codes + base, letters + base, upper + base, quote_mark + base)) {                       \
                continue;                                                                                            \
            }                                                                                                        \
            for (Py_ssize_t i = base; i < end; i++) {                                                                \
                const Py_ssize_t code = (Py_ssize_t)codes[i];                                                        \
                const unsigned packed = table[code < entries ? code : entries - 1];                                  \
                letters[i] = (uint8_t)(packed & 0xFF);                                                               \
                upper[i] = (uint8_t)((packed >> 8) & 1);                                                             \
                quote_mark[i] = (uint8_t)(packed >> 9);                                                              \
                foreign[found] = (int64_t)i;                                                                         \
                found += code >= 0x80;                                                                               \
            }                                                                                                        \
        }                                                                                                            \
        return found;                                                                                                \
    }
FOLD(fold_16, uint16_t)
FOLD(fold_32, uint32_t)

static PyObject *fold(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r?r2w1w1w1w8", args, nargs) < 0) {
        return NULL;
    }
    const Py_ssize_t n = size_of(&in, 0), entries = size_of(&in, 1);
    if (entries < 1 || size_of(&in, 2) != n || size_of(&in, 3) != n || size_of(&in, 4) != n || size_of(&in, 5) < n) {
        return columns_done(&in, 0, "fold: columns of other lengths than the text");
    }
    const void *codes = in.view[0].buf;
    const uint16_t *table = in.view[1].buf;
    uint8_t *letters = in.view[2].buf, *upper = in.view[3].buf, *quote_mark = in.view[4].buf;
    int64_t *foreign = in.view[5].buf;
    switch (in.view[0].itemsize) {
    case 2:
        return columns_done(&in, fold_16(codes, n, table, entries, letters, upper, quote_mark, foreign), NULL);
    case 4:
        return columns_done(&in, fold_32(codes, n, table, entries, letters, upper, quote_mark, foreign), NULL);
    default:
        return columns_done(&in, 0, "fold: code points of neither 16 nor 32 bits");
    }
}

/* -- where words are ----------------------------------------------------------------------------------------------- */

static inline int is_mark(uint8_t c) { return c == '\'' || c == '.' || c == ','; }

/* Whether the mark at p belongs to a word: don't, U.S, 2.5, 1,000. A letter stands on either side of it. */
static int is_inner(const uint8_t *text, Py_ssize_t n, Py_ssize_t p) {
    if (p == 0 || p >= n - 2) {
        return 0;
    }
    const int before = is_digit(text[p - 1]), after = is_digit(text[p + 1]);
    if (text[p] == '\'' || (before && after)) {
        return 1;
    }
    return text[p] == '.' && !before && !after && (p == 1 || !is_letter(text[p - 2])) && !is_letter(text[p + 2]);
}

/* The lowest bits of 64 bytes that are 0 or 1, as the bits of one number; the product puts those of eight side by side. */
static uint64_t bits_of(const uint8_t *flag) {
    uint64_t bits = 0;
    for (int i = 0; i < BLOCK; i += 8) {
        bits |= ((eight_bytes(flag + i) * 0x0102040810204080u) >> 56) << i;
    }
    return bits;
}

static inline int lowest(uint64_t bits) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(bits);
#else
    int n = 0;
    for (; !(bits & 1); bits >>= 1) {
        n++;
    }
    return n;
#endif
}

/* Starts and ends of the words, which must have room for n / 2 + 1 each; gives their number. 64 bytes become 64 bits at a
   time, and only where those change a word starts or ends: word by word the processor would guess wrong at every edge. */
static Py_ssize_t find_edges(const uint8_t *text, Py_ssize_t n, int64_t *start, int64_t *end) {
    int64_t *const edge[2] = {start, end};
    Py_ssize_t edges = 0;
    uint64_t before = 0, inside_before = 0; /* the last bit of the block before */
    for (Py_ssize_t base = 0; base < n; base += BLOCK) {
        uint8_t copy[BLOCK] = {0}, flag[BLOCK], mark[BLOCK];
        const uint8_t *block = text + base;
        if (n - base < BLOCK) {
            memcpy(copy, block, (size_t)(n - base));
            block = copy;
        }
        for (int i = 0; i < BLOCK; i++) {
            flag[i] = (uint8_t)(((uint8_t)(block[i] - 'a') < 26) | ((uint8_t)(block[i] - '0') < 10) |
                                (block[i] == OTHER_LETTER));
            mark[i] = (uint8_t)((block[i] == '\'') | (block[i] == '.') | (block[i] == ','));
        }
        const uint64_t letters = bits_of(flag);
        const uint64_t next = base + BLOCK < n && is_letter(text[base + BLOCK]);
        uint64_t maybe = bits_of(mark) & (letters << 1 | before) & (letters >> 1 | next << 63), inside = letters;
        for (; maybe; maybe &= maybe - 1) {
            const int i = lowest(maybe);
            inside |= (uint64_t)is_inner(text, n, base + i) << i;
        }
        for (uint64_t changes = inside ^ (inside << 1 | inside_before); changes; changes &= changes - 1) {
            edge[edges & 1][edges >> 1] = (int64_t)(base + lowest(changes));
            edges++;
        }
        before = letters >> 63;
        inside_before = inside >> 63;
    }
    if (edges & 1) {
        end[edges >> 1] = (int64_t)n;
        edges++;
    }
    return edges >> 1;
}

static PyObject *word_edges(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r1w8w8", args, nargs) < 0) {
        return NULL;
    }
    const Py_ssize_t n = size_of(&in, 0);
    if (size_of(&in, 1) < n / 2 + 1 || size_of(&in, 2) < n / 2 + 1) {
        return columns_done(&in, 0, "word_edges: no room for all words");
    }
    return columns_done(&in, find_edges(in.view[0].buf, n, in.view[1].buf, in.view[2].buf), NULL);
}

/* -- hashes -------------------------------------------------------------------------------------------------------- */

static PyObject *word_hashes(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r1r8r8w8", args, nargs) < 0) {
        return NULL;
    }
    const Py_ssize_t n = size_of(&in, 0), words = size_of(&in, 1);
    const int64_t *start = in.view[1].buf, *end = in.view[2].buf;
    uint64_t *hash = in.view[3].buf;
    if (size_of(&in, 2) != words || size_of(&in, 3) != words) {
        return columns_done(&in, 0, "word_hashes: columns of several lengths");
    }
    for (Py_ssize_t w = 0; w < words; w++) {
        if (start[w] < 0 || start[w] > end[w] || end[w] > n) {
            return columns_done(&in, 0, "word_hashes: a word outside of the text");
        }
        hash[w] = hash_of(in.view[0].buf, n, start[w], end[w]);
    }
    return columns_done(&in, words, NULL);
}

/* -- what words are ------------------------------------------------------------------------------------------------ */

#define AT_ONCE 256 /* words, so that what is fetched ahead is still in the cache when it is asked for */
/* 1 in each byte that is a mark: of what stands in words only apostrophe, point and comma have bit 5, but not 4 and 6. */
static inline uint64_t marks_in(uint64_t eight) { return (eight >> 5) & ~(eight >> 4) & ~(eight >> 6) & 0x0101010101010101u; }

/* All that is known of the words at start:end of a folded text; see `Words` in framing/text/words.py for the columns. */
static PyObject *word_columns(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r1r1r8r8r8r1w8w8w4w1w1w1w1w1w1", args, nargs) < 0) {
        return NULL;
    }
    const uint8_t *text = in.view[0].buf, *upper = in.view[1].buf, *tags = in.view[5].buf;
    const int64_t *start = in.view[2].buf, *end = in.view[3].buf;
    const uint64_t *table = in.view[4].buf;
    int64_t *core_end = in.view[6].buf;
    uint64_t *hash = in.view[7].buf;
    int32_t *id = in.view[8].buf;
    uint8_t *tag = in.view[9].buf, *possessive = in.view[10].buf, *joined = in.view[11].buf, *capital = in.view[12].buf;
    uint8_t *shouted = in.view[13].buf, *marked = in.view[14].buf;
    const Py_ssize_t n = size_of(&in, 0), words = size_of(&in, 2), slots = size_of(&in, 4), known = size_of(&in, 5);
    const int shift = shift_of(slots);
    for (int i = 6; i < 15; i++) {
        if (size_of(&in, i) != words) {
            return columns_done(&in, 0, "word_columns: columns of several lengths");
        }
    }
    if (size_of(&in, 1) != n || size_of(&in, 3) != words || shift < 0) {
        return columns_done(&in, 0, "word_columns: columns of several lengths, or a table of no power of two");
    }
    for (Py_ssize_t low = 0; low < words; low += AT_ONCE) {
        const Py_ssize_t high = words - low < AT_ONCE ? words : low + AT_ONCE;
        for (Py_ssize_t w = low; w < high; w++) {
            if (!is_span(start[w], end[w], n)) {
                return columns_done(&in, 0, "word_columns: a word outside of the text");
            }
            uint64_t marks = 0;
            hash[w] = hash_of(text, n, start[w], end[w]);
            for (Py_ssize_t at = start[w]; at < end[w]; at += 8) {
                marks |= marks_in(eight_at(text, n, at, end[w]));
            }
            marked[w] = marks != 0;
            PREFETCH(table + (hash[w] >> shift));
        }
        for (Py_ssize_t w = low; w < high; w++) {
            id[w] = id_of(table, slots, shift, hash[w]);
            if (id[w] >= known) {
                return columns_done(&in, 0, "word_columns: a table with ids that have no tag");
            }
        }
        /* "&" where "&&" would do: most of these are hard to guess, and a wrong guess takes longer than all of them */
        for (Py_ssize_t w = low; w < high; w++) {
            const Py_ssize_t first = start[w], last = end[w] - 1;
            core_end[w] = end[w];
            possessive[w] = 0;
            if ((last - first > 1) & (text[last] == 's') & (text[last - (last > 0)] == '\'') && tags[id[w]] != 'x') {
                core_end[w] = last - 1;
                possessive[w] = 1;
                id[w] = id_of(table, slots, shift, hash_of(text, n, first, last - 1));
                if (id[w] >= known) {
                    return columns_done(&in, 0, "word_columns: a table with ids that have no tag");
                }
            }
            const Py_ssize_t core = core_end[w] - 1;
            const int number = is_digit(text[first]) & is_digit(text[core]);
            tag[w] = number ? (uint8_t)'0' : tags[id[w]];
            capital[w] = upper[first];
            shouted[w] = (uint8_t)(upper[first] & (core > first) & upper[core] & upper[core > first ? first + 1 : core]);
        }
    }
    for (Py_ssize_t w = 0; w < words; w++) {
        joined[w] = w > 0 && (start[w] - end[w - 1] == 1) & (text[end[w - 1] - (end[w - 1] == n)] == '-');
    }
    return columns_done(&in, words, NULL);
}

/* -- columns with pieces left out ---------------------------------------------------------------------------------- */

/* The stretches first:last of a column, one after another, `between` between each two. Items may be of any size, all columns
   but first and last are given as bytes. */
static PyObject *stretches(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r1r8r8r1w1", args, nargs) < 0) {
        return NULL;
    }
    const char *source = in.view[0].buf, *between = in.view[3].buf;
    const int64_t *first = in.view[1].buf, *last = in.view[2].buf;
    char *to = in.view[4].buf;
    const Py_ssize_t n = size_of(&in, 0), count = size_of(&in, 1), gap = size_of(&in, 3);
    Py_ssize_t room = size_of(&in, 4);
    if (size_of(&in, 2) != count) {
        return columns_done(&in, 0, "stretches: columns of several lengths");
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        const Py_ssize_t before = i ? gap : 0;
        if (first[i] < 0 || last[i] < first[i] || last[i] > n || room - before < last[i] - first[i]) {
            return columns_done(&in, 0, "stretches: one outside of the column, or no room for it");
        }
        memcpy(to, between, (size_t)before);
        memcpy(to + before, source + first[i], (size_t)(last[i] - first[i]));
        to += before + (last[i] - first[i]);
        room -= before + (Py_ssize_t)(last[i] - first[i]);
    }
    return columns_done(&in, size_of(&in, 4) - room, NULL);
}

PyMethodDef text_kernels[] = {KERNEL(fold),         KERNEL(word_edges), KERNEL(word_hashes),
                              KERNEL(word_columns), KERNEL(stretches),  {NULL, NULL, 0, NULL}};
