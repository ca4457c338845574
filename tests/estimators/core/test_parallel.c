/* test_parallel.c - unit tests of estimators/core/parallel.h */
#include "tests/support.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "estimators/core/parallel.h"

#if defined(__SANITIZE_THREAD__)
#define SCALE_THREADS(n) 1
#else
#define SCALE_THREADS(n) (n)
#endif

#define N_TASKS 1000

static const size_t thread_counts[] = {0, 1, 2, 7, 64};

typedef struct shared {
    uint64_t result[N_TASKS];
    size_t fails_at;   /* this task fails; N_TASKS: none */
    size_t cancels_at; /* this task sets the token */
    volatile sig_atomic_t stop;
    atomic_size_t n_freed;
    atomic_size_t n_tasks_seen_by_workers;
    atomic_bool late_failed; /* of errors_of_two_tasks */
    size_t progress_calls, progress_last;
    bool progress_backwards;
} shared;

static void work_hard(uint64_t *value, size_t rounds)
{
    for (size_t i = 0; i < rounds; i++)
        *value = *value * 6364136223846793005ULL + 1442695040888963407ULL;
}

static uc_status task(void *ctx, void *worker, size_t i, uc_error *err)
{
    shared *s = ctx;
    size_t *n_done = worker;
    uint64_t value = i;

    work_hard(&value, i % 7 * 50);
    s->result[i] = value | 1;
    ++*n_done;
    if (i == s->cancels_at)
        s->stop = 1;
    if (i == s->fails_at)
        return uc_fail(err, UC_ENUMERIC, "task %zu", i);
    return UC_OK;
}

static void free_worker(void *worker)
{
    (void)worker;
}

static shared *current; /* for the callback that gets no context */

static void count_worker(void *worker)
{
    (void)atomic_fetch_add(&current->n_tasks_seen_by_workers, *(size_t *)worker);
    (void)atomic_fetch_add(&current->n_freed, 1);
}

static void note_progress(void *ctx, size_t n_done, size_t n_tasks)
{
    shared *s = ctx;

    s->progress_backwards = s->progress_backwards || n_done < s->progress_last ||
                            n_done > n_tasks || n_tasks != N_TASKS;
    s->progress_last = n_done;
    s->progress_calls++;
}

static uc_parallel pool_of(shared *s, size_t n_threads)
{
    *s = (shared){.fails_at = N_TASKS, .cancels_at = N_TASKS};
    current = s;
    return (uc_parallel){.n_threads = n_threads,
                         .task = task,
                         .ctx = s,
                         .worker_size = sizeof(size_t),
                         .worker_free = count_worker,
                         .cancel = &s->stop,
                         .progress = note_progress,
                         .progress_ctx = s};
}

static void results_do_not_depend_on_threads(void **state)
{
    static shared s, alone;
    uc_parallel pool = pool_of(&alone, 1);

    (void)state;
    assert_int_equal(uc_parallel_run(&pool, N_TASKS, NULL), UC_OK);
    assert_int_equal(alone.progress_calls, N_TASKS);
    assert_int_equal(alone.progress_last, N_TASKS);
    for (size_t k = 0; k < sizeof thread_counts / sizeof *thread_counts; k++) {
        pool = pool_of(&s, thread_counts[k]);
        assert_int_equal(uc_parallel_run(&pool, N_TASKS, NULL), UC_OK);
        assert_memory_equal(s.result, alone.result, sizeof s.result);
        assert_int_equal(s.n_tasks_seen_by_workers, N_TASKS);
        assert_true(s.n_freed >= 1);
        if (thread_counts[k] > 0)
            assert_int_equal(s.n_freed, thread_counts[k]);
        assert_false(s.progress_backwards);
    }
}

static void more_threads_than_tasks(void **state)
{
    static shared s;
    uc_parallel pool = pool_of(&s, 7);

    (void)state;
    pool.progress = NULL;
    assert_int_equal(uc_parallel_run(&pool, 3, NULL), UC_OK);
    assert_int_equal(s.n_tasks_seen_by_workers, 3);
    assert_int_equal(s.n_freed, 3);
    assert_int_equal(uc_parallel_run(&pool, 0, NULL), UC_OK);
    assert_int_equal(s.n_tasks_seen_by_workers, 3);
}

static void a_failure_ends_the_run(void **state)
{
    static shared s;

    (void)state;
    for (size_t k = 0; k < sizeof thread_counts / sizeof *thread_counts; k++) {
        uc_parallel pool = pool_of(&s, thread_counts[k]);
        uc_error err = {0};

        s.fails_at = 17;
        assert_int_equal(uc_parallel_run(&pool, N_TASKS, &err), UC_ENUMERIC);
        assert_int_equal(err.code, UC_ENUMERIC);
        assert_string_equal(err.msg, "task 17");
        assert_true(s.n_tasks_seen_by_workers < N_TASKS);
        assert_int_equal(uc_parallel_run(&pool, 17, NULL), UC_OK);
    }
}

/* Task 0 fails only after task 1 has: still it is the one that is reported. */
static uc_status fail_in_reverse(void *ctx, void *worker, size_t i, uc_error *err)
{
    shared *s = ctx;

    (void)worker;
    if (i == 1) {
        atomic_store(&s->late_failed, true);
        return uc_fail(err, UC_ENOMEM, "task 1");
    }
    for (size_t spin = 0; spin < 100000000 && !atomic_load(&s->late_failed); spin++)
        (void)sched_yield();
    for (size_t spin = 0; spin < 2000; spin++) /* until task 1 has been noted */
        (void)sched_yield();
    return uc_fail(err, UC_ENUMERIC, "task 0");
}

static void the_failed_task_of_least_number_is_reported(void **state)
{
    static shared s;
    uc_parallel pool = pool_of(&s, 2);
    uc_error err = {0};

    (void)state;
    pool.task = fail_in_reverse;
    pool.worker_free = free_worker;
    assert_int_equal(uc_parallel_run(&pool, 2, &err), UC_ENUMERIC);
    assert_string_equal(err.msg, "task 0");
    assert_true(s.late_failed);
}

/* The token is a flag for signal handlers, which ThreadSanitizer takes for a race when
 * a thread sets it: there, one thread alone. */
static void the_token_stops_the_run(void **state)
{
    static shared s;

    (void)state;
    for (size_t k = 0; k < sizeof thread_counts / sizeof *thread_counts; k++) {
        uc_parallel pool = pool_of(&s, SCALE_THREADS(thread_counts[k]));
        uc_error err = {0};

        s.cancels_at = 20;
        assert_int_equal(uc_parallel_run(&pool, N_TASKS, &err), UC_ECANCELED);
        assert_string_equal(err.msg, "stopped on request");
        assert_true(s.n_tasks_seen_by_workers >= 1 &&
                    s.n_tasks_seen_by_workers < N_TASKS);
    }
}

static void a_token_set_before_leaves_everything_undone(void **state)
{
    static shared s;
    uc_parallel pool = pool_of(&s, 2);

    (void)state;
    s.stop = 1;
    assert_int_equal(uc_parallel_run(&pool, 5, NULL), UC_ECANCELED);
    assert_int_equal(s.result[0], 0);
    /* set by the last task of all, it no longer matters */
    pool = pool_of(&s, 1);
    s.cancels_at = 4;
    pool.progress = NULL;
    assert_int_equal(uc_parallel_run(&pool, 5, NULL), UC_OK);
}

static void there_is_a_processor(void **state)
{
    (void)state;
    assert_in_range(uc_parallel_n_processors(), 1, 1u << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_do_not_depend_on_threads),
        cmocka_unit_test(more_threads_than_tasks),
        cmocka_unit_test(a_failure_ends_the_run),
        cmocka_unit_test(the_failed_task_of_least_number_is_reported),
        cmocka_unit_test(the_token_stops_the_run),
        cmocka_unit_test(a_token_set_before_leaves_everything_undone),
        cmocka_unit_test(there_is_a_processor),
    };
    return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
