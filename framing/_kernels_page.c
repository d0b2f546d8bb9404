/* The headline that a page repeats above its text; the twin in NumPy is `_headline` in framing/index/spans.py. */
#include "_kernels.h"

/* The words of one head that are most like those of a title; 0, 0 where no stretch of it is. slots: (65536,) zero, as they are
   left · title_of: room for the head, which word of the title each is, or -1 · seen: room for the title. */
static void find_headline(const uint64_t *head, Py_ssize_t words, const uint64_t *title, Py_ssize_t size, double share,
                          uint8_t *slots, int64_t *title_of, int64_t *seen, int64_t *first, int64_t *last) {
    Py_ssize_t names = 0, hits = 0, now = 0, most = -1, low = 0, distinct = 0;
    *first = *last = 0;
    for (Py_ssize_t j = 0; j < size; j++) {
        slots[title[j] >> 48] = 1;
        seen[j] = 0;
        Py_ssize_t i = 0;
        while (title[i] != title[j]) {
            i++;
        }
        names += i == j;
    }
    for (Py_ssize_t i = 0; i < words; i++) {
        title_of[i] = -1;
        for (Py_ssize_t j = 0; slots[head[i] >> 48] && title_of[i] < 0 && j < size; j++) {
            title_of[i] = title[j] == head[i] ? j : -1;
        }
        hits += title_of[i] >= 0;
        now += title_of[i] >= 0;
        now -= i >= size && title_of[i - size] >= 0;
        if (i + 1 >= size && now > most) {
            most = now;
            low = i + 1 - size;
        }
    }
    for (Py_ssize_t j = 0; j < size; j++) {
        slots[title[j] >> 48] = 0;
    }
    if ((double)hits < share * (double)names) {
        return;
    }
    Py_ssize_t from = -1, to = -1;
    for (Py_ssize_t i = low; i < low + size; i++) {
        if (title_of[i] >= 0) {
            from = from < 0 ? i : from;
            to = i + 1;
            distinct += !seen[title_of[i]];
            seen[title_of[i]] = 1;
        }
    }
    if (from >= 0 && (double)distinct >= share * (double)names) {
        *first = from;
        *last = to;
    }
}

/* For each text the headline first:last in its head low:high, for those with a marked word there. Titles of fewer than three
   words or longer than the head have none; nor has a head longer than the room that `scratch` leaves. */
static PyObject *headlines(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    Columns in;
    (void)module;
    if (columns_open(&in, "r8r1r8r8r8r8r8w1w8w8w8", args, nargs) < 0) {
        return NULL;
    }
    const uint64_t *hash = in.view[0].buf;
    const uint8_t *cut = in.view[1].buf;
    const int64_t *low = in.view[2].buf, *high = in.view[3].buf, *title_low = in.view[4].buf, *title_high = in.view[5].buf;
    const double *share = in.view[6].buf;
    uint8_t *slots = in.view[7].buf;
    int64_t *scratch = in.view[8].buf, *first = in.view[9].buf, *last = in.view[10].buf;
    const Py_ssize_t words = size_of(&in, 0), texts = size_of(&in, 2);
    int fits = size_of(&in, 1) == words && size_of(&in, 6) == 1 && size_of(&in, 7) == 1 << 16;
    for (int i = 3; i < 11; i++) {
        fits &= (i >= 6 && i <= 8) || size_of(&in, i) == texts;
    }
    for (Py_ssize_t t = 0; fits && t < texts; t++) {
        const Py_ssize_t head = high[t] - low[t], title = title_high[t] - title_low[t];
        fits = low[t] >= 0 && low[t] <= high[t] && high[t] <= words && title_low[t] >= 0 &&
               title_low[t] <= title_high[t] && title_high[t] <= words && head <= size_of(&in, 8) / 2;
        first[t] = last[t] = 0;
        if (fits && title >= 3 && title <= head && memchr(cut + low[t], 1, (size_t)head) != NULL) {
            find_headline(hash + low[t], head, hash + title_low[t], title, *share, slots, scratch, scratch + head,
                          first + t, last + t);
        }
    }
    return columns_done(&in, texts, fits ? NULL : "headlines: words outside of the batch or columns of several lengths");
}

PyMethodDef page_kernels[] = {KERNEL(headlines), {NULL, NULL, 0, NULL}};
