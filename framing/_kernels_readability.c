/* Words, sentences and syllables as textstat counts them. The twin in NumPy is framing/measures/readability_counts.py, where
   the rules stand; here they are followed from character to character, and within words only where a mark stands in one. */
#include "_kernels.h"

#define FEWEST_WORDS 3 /* in a stretch up to a stop that is a sentence */
#define SINGLE_STRAIGHT 1

/* The columns of a call, and what is known of the token and the stretch that are being read. */
typedef struct {
    const uint8_t *text, *upper, *quote_mark;
    Py_ssize_t n;
    const int64_t *foreign, *ellipsis; /* places, rising; `next_*` is the first not yet passed */
    Py_ssize_t foreigns, ellipses, next_foreign, next_ellipsis;
    const int64_t *start, *end;
    const int32_t *id;
    const uint64_t *hash, *table;
    const uint8_t *marked, *syllables_of;
    Py_ssize_t slots, known;
    int shift;
    uint8_t *letters; /* of the tokens nobody knows, one after another */
    Py_ssize_t room, used, unknown;
    int64_t *unknown_start, *unknown_end;
    uint64_t *unknown_hash;
    int64_t token_start, token_end, token_word; /* token_end is 0 where no token is open; token_word -1 where it is not one
                                                   word of ours letter for letter */
    Py_ssize_t words_in_token, token_foreign, runs;
    int in_run;
    int64_t words, sentences, syllables;
} Reader;

static inline int is_blank(uint8_t c) { return c == ' ' || c == '\n' || c == 0; }
static inline int is_stop(uint8_t c) { return c == '.' || c == '!' || c == '?'; }

/* Whether the place is one of some rising places, asked for in rising order. */
static int is_listed(const int64_t *places, Py_ssize_t count, Py_ssize_t *next, Py_ssize_t place) {
    while (*next < count && places[*next] < place) {
        (*next)++;
    }
    return *next < count && places[*next] == place;
}

/* Straight ones only: before a small t, s, d, ve, ll or re. */
static int keeps_apostrophe(const Reader *r, Py_ssize_t p) {
    if (p >= r->n - 2 || r->quote_mark[p] != SINGLE_STRAIGHT || r->upper[p + 1]) {
        return 0;
    }
    const uint8_t a = r->text[p + 1], b = r->text[p + 2];
    return a == 't' || a == 's' || a == 'd' ||
           (!r->upper[p + 2] && ((a == 'v' && b == 'e') || (a == 'l' && b == 'l') || (a == 'r' && b == 'e')));
}

/* What textstat keeps of start:end, written behind the letters used so far; gives its length, or -1 without room. */
static Py_ssize_t kept_letters(Reader *r, Py_ssize_t start, Py_ssize_t end) {
    uint8_t *to = r->letters + r->used;
    Py_ssize_t length = 0, next = r->token_foreign;
    if (r->room - r->used < end - start) {
        return -1;
    }
    for (Py_ssize_t p = start; p < end; p++) {
        const uint8_t c = r->text[p];
        if (is_letter(c) || c == '_' || (c == '\'' && keeps_apostrophe(r, p))) {
            to[length++] = is_listed(r->foreign, r->foreigns, &next, p) ? OTHER_LETTER : c;
        }
    }
    return length;
}

/* The letters written last are a word that nobody knows. */
static void keep_unknown(Reader *r, Py_ssize_t length, uint64_t hash) {
    r->unknown_start[r->unknown] = r->used;
    r->unknown_end[r->unknown] = r->used + length;
    r->unknown_hash[r->unknown] = hash;
    r->unknown++;
    r->used += length;
}

/* Counts the open token, if there is one; gives 0, or -1 where columns do not fit. */
static int close_token(Reader *r) {
    const Py_ssize_t w = r->token_word;
    if (r->token_end == 0) {
        return 0;
    }
    const Py_ssize_t start = r->token_start, end = r->token_end;
    r->token_end = 0;
    r->words++;
    if (r->words_in_token == 0) { /* underscores alone */
        r->syllables++;
        return 0;
    }
    if (w >= 0 && !is_digit(r->text[start])) {
        if (r->id[w] < 0 || r->id[w] >= r->known) {
            return -1;
        }
        r->syllables += r->syllables_of[r->id[w]];
        if (r->syllables_of[r->id[w]] == 0) {
            if (r->room - r->used < end - start) {
                return -1;
            }
            memcpy(r->letters + r->used, r->text + start, (size_t)(end - start));
            keep_unknown(r, end - start, r->hash[w]);
        }
        return 0;
    }
    const Py_ssize_t length = kept_letters(r, start, end);
    if (length < 0) {
        return -1;
    }
    const uint8_t *letters = r->letters + r->used;
    Py_ssize_t digits = 0;
    while (digits < length && is_digit(letters[digits])) {
        digits++;
    }
    const uint64_t hash = hash_of(letters, r->room - r->used, 0, length);
    const int32_t id = id_of(r->table, r->slots, r->shift, hash);
    if (digits == length || (id < r->known && r->syllables_of[id])) {
        r->syllables += digits == length ? 1 : r->syllables_of[id];
        return 0;
    }
    keep_unknown(r, length, hash);
    return 0;
}

static inline void close_stretch(Reader *r) {
    r->sentences += r->runs >= FEWEST_WORDS;
    r->runs = r->in_run = 0;
}

static inline void begin_run(Reader *r) {
    r->runs += !r->in_run;
    r->in_run = 1;
}

static inline void open_token(Reader *r, int64_t start) {
    if (r->token_end == 0) {
        r->token_start = start;
        r->token_foreign = r->next_foreign; /* the first at or after the token, or one before it */
        r->token_word = -1;
        r->words_in_token = 0;
    }
}

/* What stands between two words. */
static int read_gap(Reader *r, Py_ssize_t from, Py_ssize_t to) {
    for (Py_ssize_t p = from; p < to; p++) {
        const uint8_t c = r->text[p];
        if (is_blank(c)) {
            if (close_token(r) < 0) {
                return -1;
            }
            r->in_run = 0;
            if (c == 0) {
                close_stretch(r);
            }
        } else if (is_stop(c) && !is_listed(r->ellipsis, r->ellipses, &r->next_ellipsis, p)) {
            close_stretch(r);
        } else if (c == '_' || (c == '\'' && keeps_apostrophe(r, p))) {
            open_token(r, p);
            if (c == '_') {
                begin_run(r);
            }
            r->token_word = -1;
            r->token_end = p + 1;
        }
    }
    return 0;
}

static void read_word(Reader *r, Py_ssize_t w) {
    const int64_t start = r->start[w], end = r->end[w];
    const int alone = r->token_end == 0;
    open_token(r, start);
    begin_run(r);
    r->token_word = alone && !r->marked[w] ? w : -1;
    for (Py_ssize_t i = r->next_foreign; r->token_word >= 0 && i < r->foreigns && r->foreign[i] < end; i++) {
        r->token_word = is_letter(r->text[r->foreign[i]]) ? -1 : r->token_word;
    }
    r->words_in_token++;
    r->token_end = end;
    for (Py_ssize_t p = start; r->marked[w] && p < end; p++) {
        if (is_stop(r->text[p]) && !is_listed(r->ellipsis, r->ellipses, &r->next_ellipsis, p)) {
            close_stretch(r);
            begin_run(r);
        }
    }
}

/* Passes over words from the first on that stand between two blanks, have no marks and are known, which are three of four: what
   read_word and read_gap would do, without looking at what such words do not have. Gives how many, and moves the place. */
static Py_ssize_t read_plain(Reader *r, Py_ssize_t first, Py_ssize_t *place, Py_ssize_t field_end, Py_ssize_t last) {
    const uint8_t *const text = r->text, *const marked = r->marked, *const syllables_of = r->syllables_of;
    const int64_t *const start = r->start, *const end = r->end;
    const int32_t *const id = r->id;
    const Py_ssize_t known = r->known;
    while (r->next_foreign < r->foreigns && r->foreign[r->next_foreign] < *place) {
        r->next_foreign++;
    }
    const int64_t foreign = r->next_foreign < r->foreigns ? r->foreign[r->next_foreign] : INT64_MAX;
    int64_t syllables = 0;
    Py_ssize_t w = first, at = *place;
    if (r->token_end != 0 || r->in_run) {
        return 0;
    }
    for (; w < last && start[w] == at && end[w] > at && end[w] < field_end; w++) {
        const int32_t own = id[w];
        if ((text[end[w]] != ' ') | marked[w] | is_digit(text[at]) | (end[w] > foreign) | (own < 0) | (own >= known) ||
            syllables_of[own] == 0) {
            break;
        }
        syllables += syllables_of[own];
        at = end[w] + 1;
    }
    r->words += w - first;
    r->runs += w - first;
    r->syllables += syllables;
    *place = at;
    return w - first;
}

/* Reads one field, start:end with the words first:last; -1 where columns do not fit. */
static int read_field(Reader *r, Py_ssize_t start, Py_ssize_t end, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t at = start;
    r->words = r->sentences = r->syllables = 0;
    r->runs = r->in_run = 0;
    r->token_end = 0;
    for (Py_ssize_t w = first; w < last;) {
        if (r->start[w] < at || r->end[w] <= r->start[w] || r->end[w] > end || read_gap(r, at, r->start[w]) < 0) {
            return -1;
        }
        at = r->start[w];
        const Py_ssize_t plain = read_plain(r, w, &at, end, last);
        if (plain == 0) {
            read_word(r, w);
            at = r->end[w];
        }
        w += plain ? plain : 1;
    }
    if (read_gap(r, at, end) < 0 || close_token(r) < 0) {
        return -1;
    }
    close_stretch(r);
    return 0;
}

/* Per field words, sentences and syllables, without those of tokens that the vocabulary lacks; gives how many these are. */
static PyObject *readability(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r1r1r1r8r8r8r8r8r4r1r1r8r8r8r8w8w8w8w1w8w8w8w8", args, nargs) < 0) {
        return NULL;
    }
    const int64_t *field_start = in.view[12].buf, *field_end = in.view[13].buf, *first_word = in.view[14].buf;
    int64_t *words = in.view[15].buf, *sentences = in.view[16].buf, *syllables = in.view[17].buf;
    int64_t *unknown_field = in.view[19].buf;
    const Py_ssize_t n = size_of(&in, 0), count = size_of(&in, 5), fields = size_of(&in, 12);
    Reader r = {.text = in.view[0].buf, .upper = in.view[1].buf, .quote_mark = in.view[2].buf, .n = n,
                .foreign = in.view[3].buf, .foreigns = size_of(&in, 3), .ellipsis = in.view[4].buf,
                .ellipses = size_of(&in, 4), .start = in.view[5].buf, .end = in.view[6].buf, .hash = in.view[7].buf,
                .id = in.view[8].buf, .marked = in.view[9].buf, .syllables_of = in.view[10].buf,
                .known = size_of(&in, 10), .table = in.view[11].buf, .slots = size_of(&in, 11),
                .shift = shift_of(size_of(&in, 11)), .letters = in.view[18].buf, .room = size_of(&in, 18),
                .unknown_start = in.view[20].buf, .unknown_end = in.view[21].buf, .unknown_hash = in.view[22].buf};
    int fits = size_of(&in, 1) == n && size_of(&in, 2) == n && r.shift >= 0 && size_of(&in, 14) == fields + 1;
    for (int i = 6; i < 10; i++) {
        fits &= size_of(&in, i) == count;
    }
    for (int i = 13; i < 18; i++) {
        fits &= i == 14 || size_of(&in, i) == fields;
    }
    for (int i = 19; i < 23; i++) {
        fits &= size_of(&in, i) >= count;
    }
    Py_ssize_t before = 0, last = 0;
    for (Py_ssize_t f = 0; fits && f < fields; f++) {
        fits = field_start[f] >= before && field_end[f] >= field_start[f] && field_end[f] <= n && first_word[f] >= last &&
               first_word[f + 1] >= first_word[f] && first_word[f + 1] <= count;
        const Py_ssize_t known = r.unknown;
        fits = fits && read_field(&r, field_start[f], field_end[f], first_word[f], first_word[f + 1]) == 0;
        for (Py_ssize_t i = known; fits && i < r.unknown; i++) {
            unknown_field[i] = f;
        }
        before = field_end[f];
        last = first_word[f + 1];
        words[f] = r.words;
        sentences[f] = r.words > 0 && r.sentences < 1 ? 1 : r.words > 0 ? r.sentences : 0;
        syllables[f] = r.syllables;
    }
    return columns_done(&in, r.unknown, fits ? NULL : "readability: columns that do not fit each other");
}

PyMethodDef readability_kernels[] = {KERNEL(readability), {NULL, NULL, 0, NULL}};
