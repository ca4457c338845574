/* ranks.c - replicates by the rank of their optimum */
#include "reports/tables/ranks.h"

#include <stdio.h>

#include "reports/writers/json.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const size_t steps[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

static const uc_column columns[] = {
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"rank", "Rank on the data", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"replicates", "Replicates", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"share", "Share", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
};

/* One row of the table that is being filled. */
typedef struct place {
    const uc_estimates *all;
    size_t stratum, method, n_stratum_columns;
    const uc_optimum_ranks *ranks;
    uc_table *table;
} place;

static void row(const place *p, const char *rank, size_t replicates)
{
    uc_estimates_stratum_cells(p->all, p->stratum, 0, p->n_stratum_columns, p->table);
    uc_table_text(p->table, p->all->method[p->method]->name);
    uc_table_text(p->table, rank);
    uc_table_count(p->table, replicates);
    uc_table_real(p->table, (double)replicates / (double)p->ranks->n_replicates,
                  "no_usable_replicates");
}

static void rows_of(const place *p)
{
    const uc_optimum_ranks *r = p->ranks;
    const size_t listed = uc_optimum_ranks_up_to(r, r->n_ranks);
    char text[64];

    for (size_t k = 0; k < COUNT_OF(steps) && steps[k] <= r->n_ranks; k++) {
        (void)snprintf(text, sizeof text, steps[k] == 1 ? "best" : "among the best %zu",
                       steps[k]);
        row(p, text, uc_optimum_ranks_up_to(r, steps[k]));
        if (uc_optimum_ranks_up_to(r, steps[k]) == listed)
            break;
    }
    if (r->beyond > 0) {
        (void)snprintf(text, sizeof text, "> %zu", r->n_ranks);
        row(p, text, r->beyond);
    }
    if (r->inadmissible > 0)
        row(p, "no estimate on the data", r->inadmissible);
}

void uc_ranks_table(const uc_estimates *all, const uc_optimum_ranks ranks[],
                    uc_table *table)
{
    size_t n;

    uc_table_init(table, "rank_of_optimum",
                  "Where the best model of each replicate "
                  "stands on the data");
    uc_estimates_stratum_columns(all, 1, table);
    n = table->n_columns;
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t s = 0; s < all->set->n_strata; s++)
        for (size_t m = 0; m < all->n_methods; m++) {
            const place p = {all, s, m, n, &ranks[s * all->n_methods + m], table};

            if (p.ranks->n_replicates > 0)
                rows_of(&p);
        }
}

static json_t *by_rank_json(const uc_optimum_ranks *ranks, bool *ok)
{
    json_t *array = json_array();

    for (size_t k = 0; k < ranks->n_ranks; k++) {
        json_t *object;

        if (ranks->count[k] == 0)
            continue;
        object = json_object();
        uc_json_put(object, "rank", uc_json_count(k + 1), ok);
        uc_json_put(object, "replicates", uc_json_count(ranks->count[k]), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

json_t *uc_ranks_json(const uc_estimates *all, const uc_optimum_ranks ranks[])
{
    json_t *array = json_array();
    bool ok = array != NULL;

    for (size_t s = 0; s < all->set->n_strata; s++)
        for (size_t m = 0; m < all->n_methods; m++) {
            const uc_optimum_ranks *r = &ranks[s * all->n_methods + m];
            json_t *object;

            if (r->n_replicates == 0)
                continue;
            object = json_object();
            uc_json_put(object, "stratum", uc_estimates_stratum_json(all->set, s, &ok),
                        &ok);
            uc_json_put(object, "method", json_string(all->method[m]->name), &ok);
            uc_json_put(object, "replicates", uc_json_count(r->n_replicates), &ok);
            uc_json_put(object, "by_rank", by_rank_json(r, &ok), &ok);
            uc_json_put(object, "ranks_listed", uc_json_count(r->n_ranks), &ok);
            uc_json_put(object, "all_models_listed", json_boolean(r->complete), &ok);
            uc_json_put(object, "beyond", uc_json_count(r->beyond), &ok);
            uc_json_put(object, "no_estimate_on_the_data",
                        uc_json_count(r->inadmissible), &ok);
            uc_json_add(array, object, &ok);
        }
    if (ok)
        return array;
    json_decref(array);
    return NULL;
}
