/* ranks.c - tasks by message passing
 *
 * For every batch rank 0 sends its items to all ranks. A rank asks for work by sending
 * the results it has (none at first) and gets the numbers of a few tasks; no numbers:
 * the batch is done. Tasks are named by item, kind and index, results travel in the
 * format of the replicate store.
 */
#include "pipeline/mpi/ranks.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/distribute.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/mpi/wire.h"
#include "pipeline/store_format.h"

/* Tasks handed out at a time: few enough to be fair, enough to spare messages. */
#define HANDFUL  4
#define TAG_ASK  1 /* from a rank: results, or error_mark and the text of an error */
#define TAG_WORK 2 /* to a rank: 3 numbers a task */

static const char error_mark[] = "E";

/* ---- rank 0 ---- */

static uc_status announce(const uc_batch_item items[], size_t n_items, uc_error *err)
{
    uc_sink bytes;
    uint64_t len;
    uc_status status;

    uc_sink_memory(&bytes);
    if (n_items > 0)
        uc_wire_write(items, n_items, &bytes);
    status = uc_sink_finish(&bytes, err);
    len = status == UC_OK ? bytes.len : 0;
    (void)MPI_Bcast(&len, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    if (len > 0)
        (void)MPI_Bcast(bytes.text, (int)len, MPI_BYTE, 0, MPI_COMM_WORLD);
    uc_sink_clear(&bytes);
    return status;
}

void uc_ranks_dismiss(void)
{
    (void)announce(NULL, 0, NULL);
}

/* The state of rank 0 while a batch is done. */
typedef struct office {
    uc_batch *batch;
    const uc_batch_opts *opts;
    size_t next, n_done, n_tasks;
    uc_status status; /* the first failure; no work is handed out after it */
    uc_error *err;
} office;

/* Finds the next task that the store does not know. */
static bool next_task(office *o, uc_task_id *id)
{
    uc_task_result result;

    while (o->status == UC_OK && o->next < o->n_tasks) {
        *id = uc_batch_task(o->batch, o->next++);
        if (!uc_batch_load(o->batch, id, &result))
            return true;
        uc_batch_keep(o->batch, id, &result);
        o->n_done++;
    }
    return false;
}

static void take_result(office *o, const uc_block *block)
{
    uint32_t item;
    uc_task_id id;
    uc_task_result result;

    if (!uc_result_read_task(block, &item, &id) || !uc_result_read(block, &result)) {
        o->status = uc_fail(o->err, UC_EIO, "a rank sent what is no result");
        return;
    }
    id.item = item;
    o->status = uc_batch_save(o->batch, &id, &result, o->err);
    uc_batch_keep(o->batch, &id, &result);
    o->n_done++;
}

/* Receives what a rank sends; *source tells which. */
static void receive(office *o, int *source)
{
    MPI_Status info;
    unsigned char *bytes;
    uc_block block;
    size_t at = 0;
    int len;

    (void)MPI_Probe(MPI_ANY_SOURCE, TAG_ASK, MPI_COMM_WORLD, &info);
    (void)MPI_Get_count(&info, MPI_BYTE, &len);
    *source = info.MPI_SOURCE;
    bytes = malloc((size_t)len + 1);
    if (bytes == NULL)
        (void)MPI_Abort(MPI_COMM_WORLD, UC_EXIT_SOFTWARE);
    (void)MPI_Recv(bytes, len, MPI_BYTE, *source, TAG_ASK, MPI_COMM_WORLD,
                   MPI_STATUS_IGNORE);
    bytes[len] = '\0';
    if (len > 0 && bytes[0] == (unsigned char)error_mark[0] && o->status == UC_OK)
        o->status = uc_fail(o->err, UC_ENUMERIC, "rank %d: %s", *source,
                            (const char *)bytes + 1);
    while (o->status == UC_OK && uc_block_read(bytes, (size_t)len, &at, &block))
        take_result(o, &block);
    free(bytes);
}

/* Hands out a few tasks; none when there are no more. */
static int hand_out(office *o, int rank)
{
    uint64_t work[3 * HANDFUL];
    uc_task_id id;
    int n = 0;

    if (o->status == UC_OK && uc_cancelled(o->opts->cancel))
        o->status = uc_fail(o->err, UC_ECANCELED, "stopped on request");
    while (n < HANDFUL && next_task(o, &id)) {
        work[3 * n] = id.item;
        work[3 * n + 1] = id.jackknife;
        work[3 * n + 2] = id.index;
        n++;
    }
    (void)MPI_Send(work, 3 * n, MPI_UINT64_T, rank, TAG_WORK, MPI_COMM_WORLD);
    return n;
}

static uc_status distribute(void *ctx, uc_batch *batch, size_t n_tasks, uc_error *err)
{
    office o = {.batch = batch, .opts = ctx, .n_tasks = n_tasks, .err = err};
    size_t n_items;
    const uc_batch_item *items = uc_batch_items(batch, &n_items);
    int n_busy;

    (void)MPI_Comm_size(MPI_COMM_WORLD, &n_busy);
    n_busy--;
    o.status = announce(items, n_items, err);
    if (o.status != UC_OK)
        return o.status;
    while (n_busy > 0) {
        int source;

        receive(&o, &source);
        if (hand_out(&o, source) == 0)
            n_busy--;
        if (o.opts->progress != NULL)
            o.opts->progress(o.opts->progress_ctx, o.n_done, n_tasks);
    }
    return o.status;
}

void uc_distribute_set(uc_batch_opts *opts)
{
    int n_ranks;

    (void)MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
    if (n_ranks < 2)
        return;
    opts->distribute = distribute;
    opts->distribute_ctx = opts;
}

/* ---- the other ranks ---- */

/* Does the tasks that arrived and puts their results into `results`. */
static uc_status do_tasks(uc_batch *batch, uc_batch_worker *worker,
                          const uint64_t work[], int n, uc_sink *results, uc_error *err)
{
    for (int i = 0; i < n; i++) {
        const uc_task_id id = {(size_t)work[3 * i], work[3 * i + 1] != 0,
                               work[3 * i + 2]};
        uc_task_result result;
        uc_status status = uc_batch_compute(batch, worker, &id, &result, err);

        if (status != UC_OK)
            return status;
        uc_result_write(results, (uint32_t)id.item, &id, &result);
        uc_task_result_clear(&result);
    }
    return uc_sink_finish(results, err);
}

/* Sends results, or an error, and receives the next tasks; 0: the batch is done. */
static int ask(uc_sink *results, const uc_error *failure, uint64_t work[])
{
    MPI_Status info;
    int n;

    if (failure != NULL) {
        uc_sink_clear(results);
        uc_sink_memory(results);
        uc_sink_printf(results, "%s%s", error_mark, failure->msg);
    }
    (void)MPI_Send(results->text, (int)results->len, MPI_BYTE, 0, TAG_ASK,
                   MPI_COMM_WORLD);
    uc_sink_clear(results);
    uc_sink_memory(results);
    (void)MPI_Recv(work, 3 * HANDFUL, MPI_UINT64_T, 0, TAG_WORK, MPI_COMM_WORLD, &info);
    (void)MPI_Get_count(&info, MPI_UINT64_T, &n);
    return n / 3;
}

/* Does tasks of one batch until there are none. A failure is sent to rank 0, which then
 * hands out no more. */
static void work_on(uc_batch *batch, uc_batch_worker *worker, uc_status status,
                    uc_error *err)
{
    uint64_t work[3 * HANDFUL];
    uc_sink results;
    int n;

    uc_sink_memory(&results);
    while ((n = ask(&results, status != UC_OK ? err : NULL, work)) > 0)
        status =
            status != UC_OK ? status : do_tasks(batch, worker, work, n, &results, err);
    uc_sink_clear(&results);
}

static void do_batch(const unsigned char *bytes, size_t len)
{
    uc_wire_items items = {0};
    uc_batch *batch = NULL;
    uc_batch_worker *worker = NULL;
    uc_error err = {.msg = ""};
    uc_status status = uc_wire_read(bytes, len, &items, &err);

    if (status == UC_OK)
        status = uc_batch_alloc(items.item, items.n, &batch, &err);
    if (status == UC_OK)
        status = uc_batch_worker_alloc(NULL, &worker, &err);
    work_on(batch, worker, status, &err);
    uc_batch_worker_free(worker);
    uc_batch_free(batch);
    uc_wire_clear(&items);
}

int uc_ranks_work(void)
{
    for (;;) {
        uint64_t len;
        unsigned char *bytes;

        (void)MPI_Bcast(&len, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
        if (len == 0)
            return UC_EXIT_OK;
        bytes = malloc((size_t)len);
        if (bytes == NULL)
            (void)MPI_Abort(MPI_COMM_WORLD, UC_EXIT_SOFTWARE);
        (void)MPI_Bcast(bytes, (int)len, MPI_BYTE, 0, MPI_COMM_WORLD);
        do_batch(bytes, (size_t)len);
        free(bytes);
    }
}
