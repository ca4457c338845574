/* cache.c - finished parts of a run, kept for the next one */
#include "pipeline/keep/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/keep/bytes.h"
#include "pipeline/output_file.h"
#include "pipeline/store_format.h"

#define MAGIC     "UCCACHE1"
#define MAGIC_LEN 8

/* Parts longer than a block of the store may be are divided. */
#define CHUNK ((size_t)1 << 23)

typedef struct entry {
    char key[UC_SHA256_HEX];
    uc_part part; /* its texts are owned, "what" too */
    char *stage;
    unsigned char *whole; /* the entry as it stands in the file; owned */
    size_t whole_len, body_at;
    bool used;
} entry;

struct uc_cache {
    char *path;
    entry *entry; /* those of the file sorted by key, then those added */
    size_t n, n_read, room;
    size_t *by_label; /* indices of those of the file, sorted by stage and label */
};

/* -- parts ------------------------------------------------------------------------ */

void uc_part_init(uc_part *part, const char *stage, char *label)
{
    memset(part, 0, sizeof *part);
    part->stage = stage;
    part->label = label;
    uc_part_hang(part, "the version of undercount", UC_VERSION, strlen(UC_VERSION));
}

void uc_part_clear(uc_part *part)
{
    free(part->label);
    memset(part, 0, sizeof *part);
}

void uc_part_hang_hash(uc_part *part, const char *what, const char hash[UC_SHA256_HEX])
{
    if (part->n_on == UC_PART_MAX)
        return; /* a mistake of the caller, seen in its first test */
    part->on[part->n_on].what = what;
    memcpy(part->on[part->n_on++].hash, hash, UC_SHA256_HEX);
}

void uc_part_hang(uc_part *part, const char *what, const void *bytes, size_t len)
{
    char hash[UC_SHA256_HEX];

    uc_sha256_bytes(bytes, len, hash);
    uc_part_hang_hash(part, what, hash);
}

static void key_of(const char *stage, const uc_part *part, char key[UC_SHA256_HEX])
{
    uc_sha256 hash;

    uc_sha256_init(&hash);
    uc_sha256_update(&hash, stage, strlen(stage) + 1);
    for (size_t i = 0; i < part->n_on; i++) {
        uc_sha256_update(&hash, part->on[i].what, strlen(part->on[i].what) + 1);
        uc_sha256_update(&hash, part->on[i].hash, UC_SHA256_HEX);
    }
    uc_sha256_final(&hash, key);
}

static const char *label_of(const uc_part *part)
{
    return part->label != NULL ? part->label : "";
}

/* -- reading ---------------------------------------------------------------------- */

static void entry_clear(entry *e)
{
    for (size_t i = 0; i < e->part.n_on; i++)
        free((char *)e->part.on[i].what);
    free(e->part.label);
    free(e->stage);
    free(e->whole);
}

static entry *add_entry(uc_cache *cache)
{
    if (cache->n == cache->room) {
        const size_t room = 2 * cache->room + 64;
        entry *grown = realloc(cache->entry, room * sizeof *grown);

        if (grown == NULL)
            return NULL;
        cache->entry = grown;
        cache->room = room;
    }
    cache->entry[cache->n] = (entry){.used = false};
    return &cache->entry[cache->n++];
}

/* Reads what an entry hangs on; its body is what follows. */
static bool parse_entry(entry *e)
{
    uc_bytes in = uc_bytes_of(e->whole, e->whole_len);
    size_t n;

    e->stage = uc_bytes_text(&in);
    e->part.label = uc_bytes_text(&in);
    n = (size_t)uc_bytes_below(&in, UC_PART_MAX);
    while (!in.bad && e->part.n_on < n) {
        uc_part_reason *on = &e->part.on[e->part.n_on++];
        char *hash;

        on->what = uc_bytes_text(&in);
        hash = uc_bytes_text(&in);
        in.bad = in.bad || on->what == NULL || hash == NULL ||
                 strlen(hash) != UC_SHA256_HEX - 1;
        if (!in.bad)
            memcpy(on->hash, hash, UC_SHA256_HEX);
        free(hash);
    }
    if (in.bad || e->stage == NULL || e->part.label == NULL)
        return false;
    e->body_at = (size_t)(in.at - e->whole);
    key_of(e->stage, &e->part, e->key);
    return true;
}

/* Puts the chunks of one entry together; false at the end or at damage. */
static bool read_entry(const unsigned char *bytes, size_t len, size_t *at, entry *e)
{
    uc_block block;
    size_t total;

    if (!uc_block_read(bytes, len, at, &block) || block.type != UC_BLOCK_PART ||
        block.len < 8)
        return false;
    total = 0;
    for (unsigned i = 8; i-- > 0;)
        total = total << 8 | block.payload[i];
    if (total > len || (e->whole = malloc(total + 1)) == NULL)
        return false;
    block.payload += 8;
    block.len -= 8;
    while (block.len <= total - e->whole_len) {
        memcpy(e->whole + e->whole_len, block.payload, block.len);
        e->whole_len += block.len;
        if (e->whole_len == total)
            return parse_entry(e);
        if (!uc_block_read(bytes, len, at, &block) || block.type != UC_BLOCK_MORE ||
            block.len == 0)
            return false;
    }
    return false;
}

static uc_status take_all(uc_cache *cache, const unsigned char *bytes, size_t len,
                          uc_error *err)
{
    size_t at = MAGIC_LEN;

    if (len == 0)
        return UC_OK;
    if (len < MAGIC_LEN || memcmp(bytes, MAGIC, MAGIC_LEN) != 0)
        return uc_fail_at(err, UC_EDATA, cache->path, 0, 0,
                          "is not a file that keeps parts of a run");
    for (;;) {
        entry *e = add_entry(cache);

        if (e == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the cache");
        if (!read_entry(bytes, len, &at, e)) {
            entry_clear(e);
            cache->n--;
            return UC_OK;
        }
    }
}

static int by_key(const void *a, const void *b)
{
    return memcmp(((const entry *)a)->key, ((const entry *)b)->key, UC_SHA256_HEX);
}

static int compare_labels(const char *stage, const char *label, const entry *e)
{
    const int order = strcmp(stage, e->stage);

    return order != 0 ? order : strcmp(label, e->part.label);
}

/* An index of the labels in order; a merge sort, for it needs the cache at hand. */
static void sort_labels(const uc_cache *cache, size_t *index, size_t *room, size_t n)
{
    const size_t half = n / 2;
    size_t i = 0, j = half;

    if (n < 2)
        return;
    sort_labels(cache, index, room, half);
    sort_labels(cache, index + half, room, n - half);
    for (size_t k = 0; k < n; k++) {
        const bool left =
            j == n || (i < half && compare_labels(cache->entry[index[i]].stage,
                                                  cache->entry[index[i]].part.label,
                                                  &cache->entry[index[j]]) <= 0);

        room[k] = left ? index[i++] : index[j++];
    }
    memcpy(index, room, n * sizeof *index);
}

static uc_status index_all(uc_cache *cache, uc_error *err)
{
    size_t *room;

    cache->n_read = cache->n;
    if (cache->n > 0)
        qsort(cache->entry, cache->n, sizeof *cache->entry, by_key);
    cache->by_label = calloc(cache->n + 1, sizeof *cache->by_label);
    room = calloc(cache->n + 1, sizeof *room);
    if (cache->by_label == NULL || room == NULL) {
        free(room);
        return uc_fail(err, UC_ENOMEM, "no memory for the cache");
    }
    for (size_t i = 0; i < cache->n; i++)
        cache->by_label[i] = i;
    sort_labels(cache, cache->by_label, room, cache->n);
    free(room);
    return UC_OK;
}

/* Reads the whole file; an absent one is empty. */
static uc_status read_file(const char *path, unsigned char **bytes, size_t *len,
                           uc_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat info;
    size_t room;
    int why = 0;

    *len = 0;
    if (fd < 0 && errno == ENOENT)
        return UC_OK;
    if (fd < 0 && errno != ELOOP)
        return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (fd >= 0)
            (void)close(fd);
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "is not a file that keeps parts of a run");
    }
    room = (size_t)info.st_size;
    *bytes = malloc(room + 1);
    while (*bytes != NULL && *len < room) {
        const ssize_t n = read(fd, *bytes + *len, room - *len);

        if (n == 0 || (n < 0 && errno != EINTR)) {
            why = n < 0 ? errno : 0;
            break;
        }
        *len += n > 0 ? (size_t)n : 0;
    }
    (void)close(fd);
    if (why != 0)
        return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be read: %s", strerror(why));
    return *bytes != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for the cache");
}

uc_status uc_cache_open(const char *path, uc_cache **cache, uc_error *err)
{
    uc_cache *made = calloc(1, sizeof *made);
    unsigned char *bytes = NULL;
    size_t len = 0;
    uc_status status;

    if (made != NULL)
        made->path = uc_text_copy(path);
    if (made == NULL || made->path == NULL) {
        free(made);
        return uc_fail(err, UC_ENOMEM, "no memory for the cache");
    }
    status = read_file(path, &bytes, &len, err);
    if (status == UC_OK)
        status = take_all(made, bytes, len, err);
    if (status == UC_OK)
        status = index_all(made, err);
    free(bytes);
    if (status == UC_OK)
        *cache = made;
    else
        uc_cache_free(made);
    return status;
}

void uc_cache_free(uc_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->n; i++)
        entry_clear(&cache->entry[i]);
    free(cache->entry);
    free(cache->by_label);
    free(cache->path);
    free(cache);
}

/* -- asking ----------------------------------------------------------------------- */

bool uc_cache_find(uc_cache *cache, const uc_part *part, const void **bytes,
                   size_t *len)
{
    entry wanted = {.used = false}, *found;

    key_of(part->stage, part, wanted.key);
    found = cache->n_read == 0 ? NULL
                               : bsearch(&wanted, cache->entry, cache->n_read,
                                         sizeof *cache->entry, by_key);
    if (found == NULL)
        return false;
    found->used = true;
    *bytes = found->whole + found->body_at;
    *len = found->whole_len - found->body_at;
    return true;
}

static const entry *find_label(const uc_cache *cache, const uc_part *part)
{
    size_t low = 0, high = cache->n_read;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const entry *e = &cache->entry[cache->by_label[middle]];

        if (compare_labels(part->stage, label_of(part), e) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == cache->n_read)
        return NULL;
    return compare_labels(part->stage, label_of(part),
                          &cache->entry[cache->by_label[low]]) == 0
               ? &cache->entry[cache->by_label[low]]
               : NULL;
}

static bool is_as_before(const uc_part_reason *on, const uc_part *before)
{
    for (size_t i = 0; i < before->n_on; i++)
        if (strcmp(before->on[i].what, on->what) == 0)
            return strcmp(before->on[i].hash, on->hash) == 0;
    return false;
}

void uc_cache_why(const uc_cache *cache, const uc_part *part, uc_sink *out)
{
    const entry *before = find_label(cache, part);
    size_t n = 0;

    if (before == NULL) {
        uc_sink_puts(out, "was not there before");
        return;
    }
    for (size_t i = 0; i < part->n_on; i++)
        if (!is_as_before(&part->on[i], &before->part))
            uc_sink_printf(out, "%s%s", n++ > 0 ? " and " : "", part->on[i].what);
    uc_sink_puts(out, n > 0 ? " changed" : "what was kept is damaged");
}

/* -- adding and saving ------------------------------------------------------------ */

uc_status uc_cache_add(uc_cache *cache, const uc_part *part, const void *bytes,
                       size_t len, uc_error *err)
{
    entry *e = add_entry(cache);
    uc_sink whole;
    uc_status status;

    if (e == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the cache");
    e->used = true;
    uc_sink_memory(&whole);
    uc_bytes_put_text(&whole, part->stage);
    uc_bytes_put_text(&whole, label_of(part));
    uc_bytes_put_number(&whole, part->n_on);
    for (size_t i = 0; i < part->n_on; i++) {
        uc_bytes_put_text(&whole, part->on[i].what);
        uc_bytes_put_text(&whole, part->on[i].hash);
    }
    uc_sink_write(&whole, bytes, len);
    status = uc_sink_finish(&whole, err);
    if (status == UC_OK) {
        e->whole_len = whole.len;
        e->whole = (unsigned char *)uc_sink_take(&whole);
    }
    uc_sink_clear(&whole);
    return status;
}

/* Divides an entry into blocks; the first begins with the length of all. */
static void write_entry(const entry *e, uc_sink *out)
{
    uc_sink first;
    size_t at = e->whole_len < CHUNK ? e->whole_len : CHUNK;

    uc_sink_memory(&first);
    uc_put_number(&first, e->whole_len, 8);
    uc_sink_write(&first, e->whole, at);
    uc_block_write(out, UC_BLOCK_PART, first.text, first.len);
    if (first.status != UC_OK)
        out->status = first.status;
    uc_sink_clear(&first);
    while (at < e->whole_len) {
        const size_t left = e->whole_len - at, len = left < CHUNK ? left : CHUNK;

        uc_block_write(out, UC_BLOCK_MORE, e->whole + at, len);
        at += len;
    }
}

static bool is_current(const uc_cache *cache)
{
    if (cache->n != cache->n_read)
        return false;
    for (size_t i = 0; i < cache->n; i++)
        if (!cache->entry[i].used)
            return false;
    return true;
}

uc_status uc_cache_save(uc_cache *cache, uc_error *err)
{
    uc_sink out;
    uc_status status;

    if (is_current(cache))
        return UC_OK;
    uc_sink_memory(&out);
    uc_sink_puts(&out, MAGIC);
    for (size_t i = 0; i < cache->n; i++)
        if (cache->entry[i].used && cache->entry[i].whole != NULL)
            write_entry(&cache->entry[i], &out);
    status = uc_sink_finish(&out, err);
    if (status == UC_OK)
        status = uc_output_private_file(cache->path, out.text, out.len, err);
    uc_sink_clear(&out);
    return status;
}
