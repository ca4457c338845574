/* store.c - the replicate store */
#include "pipeline/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "data/base/hash.h"
#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/store_format.h"

/* Results are written when so many bytes wait, or the oldest waits so long. */
#define FLUSH_BYTES   65536
#define FLUSH_SECONDS 1

/* A result found in a file. */
typedef struct found {
    size_t item;
    bool jackknife;
    uint64_t index;
    uc_block block; /* borrowed from the file's bytes */
} found;

/* The bytes of a file that was read. */
typedef struct part {
    unsigned char *bytes;
    size_t len, good; /* all, and up to the end of the last whole block */
} part;

/* An item under the name it has in stores. */
typedef struct item_name {
    char hash[UC_SHA256_HEX];
    size_t item;
} item_name;

struct uc_store {
    const uc_batch_item *item;
    size_t n_items;
    item_name *name;   /* of each item, sorted by hash */
    size_t *same_as;   /* of each item: the first one with its hash */
    size_t n_numbered; /* estimates that the file numbered before this run */
    part *part;
    size_t n_parts;
    found *found; /* sorted by item, kind and index */
    size_t n_found, room;
    int fd;               /* -1: read only */
    char *path;           /* for messages */
    pthread_mutex_t lock; /* of what follows */
    uc_sink waiting;
    struct timespec flushed;
    size_t n_added;
};

/* The hash of an item in this version of the program. */
static void item_key(const uc_batch_item *item, char hex[UC_SHA256_HEX])
{
    char of_item[UC_SHA256_HEX];
    uc_sha256 hash;

    uc_batch_item_hash(item, of_item);
    uc_sha256_init(&hash);
    uc_sha256_update(&hash, UC_VERSION, strlen(UC_VERSION));
    uc_sha256_update(&hash, "\n", 1);
    uc_sha256_update(&hash, of_item, sizeof of_item - 1);
    uc_sha256_final(&hash, hex);
}

static int compare_names(const void *a, const void *b)
{
    const item_name *x = a, *y = b;
    const int order = memcmp(x->hash, y->hash, sizeof x->hash);

    if (order != 0)
        return order;
    return (x->item > y->item) - (x->item < y->item);
}

/* Items that are the same in every respect share their results. */
static void name_items(uc_store *store)
{
    for (size_t i = 0; i < store->n_items; i++) {
        store->name[i].item = i;
        item_key(&store->item[i], store->name[i].hash);
    }
    qsort(store->name, store->n_items, sizeof *store->name, compare_names);
    for (size_t i = 0; i < store->n_items; i++) {
        const item_name *name = &store->name[i];
        const bool same =
            i > 0 && memcmp(name->hash, name[-1].hash, UC_SHA256_HEX) == 0;

        store->same_as[name->item] = same ? store->same_as[name[-1].item] : name->item;
    }
}

static uc_status make_store(const uc_batch_item items[], size_t n_items,
                            uc_store **store, uc_error *err)
{
    uc_store *made = calloc(1, sizeof *made);

    if (made != NULL) {
        made->name = calloc(n_items + 1, sizeof *made->name);
        made->same_as = calloc(n_items + 1, sizeof *made->same_as);
    }
    if (made == NULL || made->name == NULL || made->same_as == NULL) {
        if (made != NULL) {
            free(made->name);
            free(made->same_as);
        }
        free(made);
        return uc_fail(err, UC_ENOMEM, "no memory for a store");
    }
    made->item = items;
    made->n_items = n_items;
    made->fd = -1;
    name_items(made);
    (void)pthread_mutex_init(&made->lock, NULL);
    uc_sink_memory(&made->waiting);
    *store = made;
    return UC_OK;
}

static void release(uc_store *store)
{
    for (size_t i = 0; i < store->n_parts; i++)
        free(store->part[i].bytes);
    if (store->fd >= 0)
        (void)close(store->fd);
    (void)pthread_mutex_destroy(&store->lock);
    uc_sink_clear(&store->waiting);
    free(store->part);
    free(store->found);
    free(store->name);
    free(store->same_as);
    free(store->path);
    free(store);
}

static uc_status read_all(int fd, const char *path, part *read_part, uc_error *err)
{
    struct stat info;
    size_t room;

    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "is not a file that holds replicates");
    room = (size_t)info.st_size;
    read_part->bytes = malloc(room + 1);
    if (read_part->bytes == NULL)
        return uc_fail_at(err, UC_ENOMEM, path, 0, 0, "no memory for %zu bytes", room);
    while (read_part->len < room) {
        const ssize_t n =
            read(fd, read_part->bytes + read_part->len, room - read_part->len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be read: %s",
                              strerror(errno));
        if (n == 0)
            break;
        read_part->len += (size_t)n;
    }
    return UC_OK;
}

static uc_status add_found(uc_store *store, const found *one, uc_error *err)
{
    if (store->n_found == store->room) {
        const size_t room = 2 * store->room + 1024;
        found *grown = realloc(store->found, room * sizeof *grown);

        if (grown == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for %zu results", room);
        store->found = grown;
        store->room = room;
    }
    store->found[store->n_found++] = *one;
    return UC_OK;
}

/* Which estimates of this run the numbers of a file stand for. */
typedef struct numbers {
    size_t *items; /* per number: an item, or n_items for none of ours */
    size_t n;
} numbers;

/* The item with a hash of 64 digits; n_items when it is none of ours. */
static size_t item_of(const uc_store *store, const unsigned char *hash)
{
    size_t low = 0, high = store->n_items;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (memcmp(store->name[middle].hash, hash, UC_SHA256_HEX - 1) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == store->n_items ||
        memcmp(store->name[low].hash, hash, UC_SHA256_HEX - 1) != 0)
        return store->n_items;
    return store->same_as[store->name[low].item];
}

/* Numbers count the estimates of a file in their order. */
static uc_status add_number(const uc_store *store, const uc_block *block,
                            numbers *known, uc_error *err)
{
    size_t *grown = realloc(known->items, (known->n + 1) * sizeof *grown);

    if (grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a store");
    known->items = grown;
    known->items[known->n++] = block->len == 4 + UC_SHA256_HEX - 1
                                   ? item_of(store, block->payload + 4)
                                   : store->n_items;
    return UC_OK;
}

/* Takes in a block; results of other estimates are passed over. */
static uc_status take_block(uc_store *store, const uc_block *block, numbers *known,
                            uc_error *err)
{
    uint32_t number;
    uc_task_id id;
    found one;

    if (block->type == UC_BLOCK_ITEM)
        return add_number(store, block, known, err);
    if (!uc_result_read_task(block, &number, &id) || number >= known->n ||
        known->items[number] == store->n_items)
        return UC_OK;
    one = (found){known->items[number], id.jackknife, id.index, *block};
    return add_found(store, &one, err);
}

/* Reads the blocks of a part up to its end or the first that is torn. */
static uc_status take_part(uc_store *store, part *p, const char *path, uc_error *err)
{
    numbers known = {NULL, 0};
    size_t at = UC_STORE_MAGIC_LEN;
    uc_status status = UC_OK;
    uc_block block;

    if (p->len < UC_STORE_MAGIC_LEN ||
        memcmp(p->bytes, UC_STORE_MAGIC, UC_STORE_MAGIC_LEN) != 0)
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "is not a file that holds replicates");
    while (status == UC_OK && uc_block_read(p->bytes, p->len, &at, &block))
        status = take_block(store, &block, &known, err);
    p->good = at;
    store->n_numbered = known.n;
    free(known.items);
    return status;
}

static int compare_found(const void *a, const void *b)
{
    const found *x = a, *y = b;

    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    if (x->jackknife != y->jackknife)
        return x->jackknife ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static void sort_found(uc_store *store)
{
    if (store->n_found > 0)
        qsort(store->found, store->n_found, sizeof *store->found, compare_found);
}

static uc_status write_all(const uc_store *store, const char *bytes, size_t len,
                           uc_error *err)
{
    while (len > 0) {
        const ssize_t n = write(store->fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return uc_fail_at(err, UC_EIO, store->path, 0, 0, "cannot be written: %s",
                              strerror(errno));
        bytes += n;
        len -= (size_t)n;
    }
    return UC_OK;
}

static uc_status flush(uc_store *store, uc_error *err)
{
    uc_status status = uc_sink_finish(&store->waiting, err);

    if (status == UC_OK)
        status = write_all(store, store->waiting.text, store->waiting.len, err);
    uc_sink_clear(&store->waiting);
    uc_sink_memory(&store->waiting);
    (void)clock_gettime(CLOCK_MONOTONIC, &store->flushed);
    return status;
}

/* Every run writes the numbers of its estimates anew; they count on from the file's. */
static uc_status begin(uc_store *store, char *const command[], size_t n_command,
                       bool is_new, uc_error *err)
{
    char hash[UC_SHA256_HEX];
    uc_sink payload;

    if (is_new) {
        uc_sink_puts(&store->waiting, UC_STORE_MAGIC);
        uc_sink_memory(&payload);
        for (size_t i = 0; i < n_command; i++)
            uc_sink_write(&payload, command[i], strlen(command[i]) + 1);
        uc_block_write(&store->waiting, UC_BLOCK_COMMAND, payload.text, payload.len);
        uc_sink_clear(&payload);
    }
    for (size_t i = 0; i < store->n_items; i++) {
        uc_sink_memory(&payload);
        item_key(&store->item[i], hash);
        uc_put_number(&payload, store->n_numbered + i, 4);
        uc_sink_write(&payload, hash, UC_SHA256_HEX - 1);
        uc_block_write(&store->waiting, UC_BLOCK_ITEM, payload.text, payload.len);
        uc_sink_clear(&payload);
    }
    return flush(store, err);
}

/* Opens and locks the file, and reads what it holds. */
static uc_status open_file(uc_store *store, const char *path, uc_error *err)
{
    store->path = uc_text_copy(path);
    store->part = calloc(1, sizeof *store->part);
    if (store->path == NULL || store->part == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a store");
    store->n_parts = 1;
    store->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (store->fd < 0)
        return uc_fail_at(err, UC_ECREATE, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    if (flock(store->fd, LOCK_EX | LOCK_NB) != 0)
        return uc_fail_at(err, UC_ELOCKED, path, 0, 0,
                          "another run is writing to this store");
    return read_all(store->fd, path, store->part, err);
}

static uc_status open_store(uc_store *store, const char *path, char *const command[],
                            size_t n_command, size_t *torn, uc_error *err)
{
    uc_status status = open_file(store, path, err);
    part *p = store->part;
    bool is_new;

    if (status != UC_OK)
        return status;
    is_new = p->len == 0;
    *torn = 0;
    if (!is_new) {
        status = take_part(store, p, path, err);
        if (status != UC_OK)
            return status;
        *torn = p->len - p->good;
        if (ftruncate(store->fd, (off_t)p->good) != 0 ||
            lseek(store->fd, 0, SEEK_END) < 0)
            return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be written: %s",
                              strerror(errno));
    }
    sort_found(store);
    return begin(store, command, n_command, is_new, err);
}

uc_status uc_store_open(const char *path, char *const command[], size_t n_command,
                        const uc_batch_item items[], size_t n_items, uc_store **store,
                        size_t *torn, uc_error *err)
{
    uc_store *made;
    uc_status status = make_store(items, n_items, &made, err);

    if (status != UC_OK)
        return status;
    status = open_store(made, path, command, n_command, torn, err);
    if (status != UC_OK) {
        release(made);
        return status;
    }
    *store = made;
    return UC_OK;
}

/* Reads a whole finished store. */
static uc_status read_part(const char *path, part *p, uc_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    uc_status status;

    if (fd < 0)
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    status = read_all(fd, path, p, err);
    (void)close(fd);
    return status;
}

static uc_status open_parts(uc_store *store, char *const paths[], size_t n_paths,
                            uc_error *err)
{
    store->part = calloc(n_paths + 1, sizeof *store->part);
    if (store->part == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu stores", n_paths);
    store->n_parts = n_paths;
    for (size_t i = 0; i < n_paths; i++) {
        part *p = &store->part[i];
        uc_status status = read_part(paths[i], p, err);

        if (status == UC_OK)
            status = take_part(store, p, paths[i], err);
        if (status != UC_OK)
            return status;
        if (p->good < p->len)
            return uc_fail_at(err, UC_EDATA, paths[i], 0, 0,
                              "is torn after %zu bytes; run its shard again", p->good);
    }
    sort_found(store);
    return UC_OK;
}

uc_status uc_store_open_parts(char *const paths[], size_t n_paths,
                              const uc_batch_item items[], size_t n_items,
                              uc_store **store, uc_error *err)
{
    uc_store *made;
    uc_status status = make_store(items, n_items, &made, err);

    if (status != UC_OK)
        return status;
    status = open_parts(made, paths, n_paths, err);
    if (status != UC_OK) {
        release(made);
        return status;
    }
    *store = made;
    return UC_OK;
}

/* What was found does not change after opening, so it is read without the lock. */
static bool load(void *ctx, const uc_task_id *id, uc_task_result *result)
{
    const uc_store *store = ctx;
    const found wanted = {store->same_as[id->item], id->jackknife, id->index, {0}};
    const found *one = store->n_found == 0
                           ? NULL
                           : bsearch(&wanted, store->found, store->n_found,
                                     sizeof *store->found, compare_found);

    return one != NULL && uc_result_read(&one->block, result);
}

static bool is_due(const uc_store *store)
{
    struct timespec now;

    if (store->waiting.len >= FLUSH_BYTES)
        return true;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec - store->flushed.tv_sec >= FLUSH_SECONDS;
}

static uc_status save(void *ctx, const uc_task_id *id, const uc_task_result *result,
                      uc_error *err)
{
    uc_store *store = ctx;
    uc_status status = UC_OK;

    if (store->fd < 0)
        return uc_fail(err, UC_EDATA,
                       "%s %llu is in none of the %zu stores; was a shard left out, or "
                       "were they made from other data, settings or another version?",
                       id->jackknife ? "delete-one estimate" : "replicate",
                       (unsigned long long)id->index + 1, store->n_parts);
    (void)pthread_mutex_lock(&store->lock);
    uc_result_write(&store->waiting, (uint32_t)(store->n_numbered + id->item), id,
                    result);
    store->n_added++;
    if (is_due(store))
        status = flush(store, err);
    (void)pthread_mutex_unlock(&store->lock);
    return status;
}

uc_batch_store uc_store_hooks(uc_store *store)
{
    return (uc_batch_store){.load = load, .save = save, .ctx = store};
}

size_t uc_store_n_found(const uc_store *store)
{
    return store->n_found;
}

size_t uc_store_n_added(const uc_store *store)
{
    return store->n_added;
}

uc_status uc_store_close(uc_store *store, uc_error *err)
{
    uc_status status = UC_OK;

    if (store == NULL)
        return UC_OK;
    if (store->fd >= 0) {
        status = flush(store, err);
        if (status == UC_OK && fsync(store->fd) != 0 && errno != EINVAL)
            status = uc_fail_at(err, UC_EIO, store->path, 0, 0, "cannot be synced: %s",
                                strerror(errno));
    }
    release(store);
    return status;
}

/* Splits arguments that each end in NUL. */
static uc_status split_command(const uc_block *block, char ***argument, size_t *n,
                               uc_error *err)
{
    char **made = calloc(block->len + 1, sizeof *made);
    size_t at = 0, count = 0;
    bool ok = made != NULL;

    while (ok && at < block->len) {
        const char *text = (const char *)block->payload + at;
        const size_t len = strnlen(text, block->len - at);

        made[count] = malloc(len + 1);
        ok = made[count] != NULL;
        if (!ok)
            break;
        memcpy(made[count], text, len);
        made[count++][len] = '\0';
        at += len + 1;
    }
    if (!ok) {
        for (size_t i = 0; i < count; i++)
            free(made[i]);
        free(made);
        return uc_fail(err, UC_ENOMEM, "no memory for a command");
    }
    *argument = made;
    *n = count;
    return UC_OK;
}

uc_status uc_store_command(const char *path, char ***argument, size_t *n, uc_error *err)
{
    part p = {0};
    size_t at = UC_STORE_MAGIC_LEN;
    uc_block block;
    uc_status status = read_part(path, &p, err);

    if (status == UC_OK &&
        (p.len < UC_STORE_MAGIC_LEN ||
         memcmp(p.bytes, UC_STORE_MAGIC, UC_STORE_MAGIC_LEN) != 0 ||
         !uc_block_read(p.bytes, p.len, &at, &block) || block.type != UC_BLOCK_COMMAND))
        status = uc_fail_at(err, UC_EDATA, path, 0, 0,
                            "is not a file that holds replicates");
    if (status == UC_OK)
        status = split_command(&block, argument, n, err);
    free(p.bytes);
    return status;
}
