/* trial_store.c - results of simulated tables in a file */
#include "pipeline/trust/trial_store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/number.h"

#define MAGIC "undercount-simulation 1 "
/* magic, 64 digits, newline */
#define HEADER_LEN (sizeof MAGIC - 1 + 64 + 1)

struct uc_trial_store {
    FILE *file;
    char *path; /* borrowed */
    pthread_mutex_t mutex;
};

void uc_trial_hash(const uc_trial_plan *plan, const char *truth,
                   char hex[UC_SHA256_HEX])
{
    size_t n_settings;
    const uc_setting *setting = uc_mse_settings_table(&n_settings);
    uc_sha256 hash;
    char text[512];

    uc_sha256_init(&hash);
    uc_sha256_update(&hash, UC_VERSION, sizeof UC_VERSION);
    uc_sha256_update(&hash, truth, strlen(truth) + 1);
    for (size_t m = 0; m < plan->n_methods; m++)
        uc_sha256_update(&hash, plan->method[m]->name,
                         strlen(plan->method[m]->name) + 1);
    for (size_t i = 0; i < n_settings; i++) {
        setting[i].write(plan->settings, text, sizeof text);
        uc_sha256_update(&hash, text, strlen(text) + 1);
    }
    uc_sha256_final(&hash, hex);
}

/* Reads a whole file. */
static uc_status slurp(FILE *file, const char *path, char **text, size_t *len,
                       uc_error *err)
{
    char block[65536];
    size_t got;
    uc_sink all;

    uc_sink_memory(&all);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        uc_sink_write(&all, block, got);
    if (ferror(file)) {
        uc_sink_clear(&all);
        return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be read: %s",
                          strerror(errno));
    }
    *len = all.len;
    *text = uc_sink_take(&all);
    uc_sink_clear(&all);
    return *text != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for %s", path);
}

static uc_status check_header(const char *path, const char *hash, const char *text,
                              size_t len, uc_error *err)
{
    if (len < HEADER_LEN || memcmp(text, MAGIC, sizeof MAGIC - 1) != 0 ||
        text[HEADER_LEN - 1] != '\n')
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "is not a file of simulated results");
    if (memcmp(text + sizeof MAGIC - 1, hash, 64) != 0)
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "holds results of another simulation: other truth, methods, "
                          "settings, seed or version");
    return UC_OK;
}

/* Lines up to the first that is torn; what follows it is of no use. */
static uc_status read_lines(const uc_trial_plan *plan, const char *text, size_t len,
                            uc_trial trials[], unsigned char done[], size_t n_repeats,
                            size_t *whole, uc_error *err)
{
    size_t at = HEADER_LEN;
    uc_trial line = {0};
    uc_status status = uc_trial_alloc(plan, &line, err);

    while (status == UC_OK && at < len) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t repeat;

        if (end == NULL ||
            !uc_trial_line_read(plan, text + at, (size_t)(end - text) - at, &repeat,
                                &line))
            break;
        at = (size_t)(end - text) + 1;
        if (repeat < n_repeats) {
            uc_trial other = trials[repeat];

            trials[repeat] = line;
            line = other;
            done[repeat] = 1;
        }
    }
    uc_trial_clear(&line);
    *whole = at;
    return status;
}

static uc_status take_all(FILE *file, const char *path, const char *hash,
                          const uc_trial_plan *plan, uc_trial trials[],
                          unsigned char done[], size_t n_repeats, size_t *whole,
                          uc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    uc_status status = slurp(file, path, &text, &len, err);

    *whole = 0;
    if (status == UC_OK && len > 0)
        status = check_header(path, hash, text, len, err);
    if (status == UC_OK && len > 0)
        status = read_lines(plan, text, len, trials, done, n_repeats, whole, err);
    free(text);
    return status;
}

uc_status uc_trial_store_read(const char *path, const char *hash,
                              const uc_trial_plan *plan, uc_trial trials[],
                              unsigned char done[], size_t n_repeats, size_t *whole,
                              uc_error *err)
{
    FILE *file = fopen(path, "rb");
    uc_status status;

    if (file == NULL)
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    status = take_all(file, path, hash, plan, trials, done, n_repeats, whole, err);
    (void)fclose(file);
    if (status == UC_OK && *whole == 0)
        status =
            uc_fail_at(err, UC_EDATA, path, 0, 0, "is not a file of simulated results");
    return status;
}

static uc_status open_locked(const char *path, FILE **file, uc_error *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);

    if (fd < 0)
        return uc_fail_at(err, UC_ECREATE, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    if (fcntl(fd, F_SETLK, &lock) != 0) {
        (void)close(fd);
        return uc_fail_at(err, UC_ELOCKED, path, 0, 0, "another run has it open");
    }
    *file = fdopen(fd, "r+b");
    if (*file != NULL)
        return UC_OK;
    (void)close(fd);
    return uc_fail(err, UC_ENOMEM, "no memory for %s", path);
}

/* Cuts the torn end off, or writes the first line. */
static uc_status ready(FILE *file, const char *path, const char *hash, size_t whole,
                       uc_error *err)
{
    if (fflush(file) != 0 || ftruncate(fileno(file), (off_t)whole) != 0 ||
        fseek(file, 0, SEEK_END) != 0 ||
        (whole == 0 && (fprintf(file, "%s%s\n", MAGIC, hash) < 0 || fflush(file) != 0)))
        return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be written: %s",
                          strerror(errno));
    return UC_OK;
}

uc_status uc_trial_store_open(const char *path, const char *hash,
                              const uc_trial_plan *plan, uc_trial trials[],
                              unsigned char done[], size_t n_repeats,
                              uc_trial_store **store, uc_error *err)
{
    uc_trial_store *made = calloc(1, sizeof *made);
    size_t whole = 0;
    uc_status status;

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %s", path);
    status = open_locked(path, &made->file, err);
    if (status == UC_OK)
        status = take_all(made->file, path, hash, plan, trials, done, n_repeats, &whole,
                          err);
    if (status == UC_OK)
        status = ready(made->file, path, hash, whole, err);
    if (status == UC_OK && pthread_mutex_init(&made->mutex, NULL) == 0) {
        *store = made;
        return UC_OK;
    }
    if (made->file != NULL)
        (void)fclose(made->file);
    free(made);
    return status == UC_OK ? uc_fail(err, UC_ENOMEM, "no lock for %s", path) : status;
}

uc_status uc_trial_store_add(uc_trial_store *store, const uc_trial_plan *plan,
                             size_t repeat, const uc_trial *trial, uc_error *err)
{
    uc_sink line;
    uc_status status;

    uc_sink_memory(&line);
    uc_trial_line_write(plan, repeat, trial, &line);
    uc_sink_putc(&line, '\n');
    status = uc_sink_finish(&line, err);
    if (status == UC_OK) {
        (void)pthread_mutex_lock(&store->mutex);
        if (fwrite(line.text, 1, line.len, store->file) != line.len ||
            fflush(store->file) != 0)
            status = uc_fail(err, UC_EIO, "the store cannot be written: %s",
                             strerror(errno));
        (void)pthread_mutex_unlock(&store->mutex);
    }
    uc_sink_clear(&line);
    return status;
}

uc_status uc_trial_store_close(uc_trial_store *store, uc_error *err)
{
    uc_status status = UC_OK;

    if (store == NULL)
        return UC_OK;
    if (fflush(store->file) != 0 || fsync(fileno(store->file)) != 0)
        status =
            uc_fail(err, UC_EIO, "the store cannot be written: %s", strerror(errno));
    if (fclose(store->file) != 0 && status == UC_OK)
        status =
            uc_fail(err, UC_EIO, "the store cannot be closed: %s", strerror(errno));
    (void)pthread_mutex_destroy(&store->mutex);
    free(store);
    return status;
}
