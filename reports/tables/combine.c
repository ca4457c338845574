/* combine.c - combined copies, and strata pooled in part, as tables */
#include "reports/tables/combine.h"

#include <math.h>
#include <stdio.h>

#include "estimators/mse/bootstrap.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const uc_column copies_columns[] = {
    {"copies", "Copies", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.observed", "Observed", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"hidden", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"log.variance.within", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"log.variance.between", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"df", "Degrees of freedom", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"missing", "Due to the copies", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
};

void uc_copies_table(const uc_rubin *r, double level, uc_table *table)
{
    uc_table_init(table, "combined", "Combined estimates");
    uc_table_add_columns(table, copies_columns, COUNT_OF(copies_columns));
    uc_table_count(table, r->n);
    uc_table_real(table, r->observed, "not_available");
    uc_table_real(table, r->total, "not_available");
    /* Student's quantile passes through the C library */
    uc_table_real(table, uc_round12(r->low), "not_available");
    uc_table_real(table, uc_round12(r->high), "not_available");
    uc_table_real(table, level, "not_available");
    uc_table_real(table, r->hidden, "not_available");
    uc_table_real(table, r->within, "not_available");
    uc_table_real(table, r->between, "not_available");
    uc_table_real(table, r->df, "not_applicable");
    uc_table_real(table, r->missing, "not_available");
}

static const uc_column strata_columns[] = {
    {"stratum", "Stratum", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n.observed", "Observed", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"alone", "Alone", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"own.weight", "Own weight", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
    {"estimate", "Pooled", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"log.ratio.mean", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"log.ratio.se", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"tau2", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
};

static void strata_row(const char *name, double observed, double alone, double own,
                       double total, double low, double high, double level,
                       const uc_shrinkage *all, uc_table *table)
{
    uc_table_text(table, name);
    uc_table_real(table, observed, "not_available");
    uc_table_real(table, alone, "not_available");
    uc_table_real(table, uc_round12(own), "total");
    uc_table_real(table, uc_round12(total), "not_available");
    uc_table_real(table, uc_round12(low), "not_available");
    uc_table_real(table, uc_round12(high), "not_available");
    uc_table_real(table, level, "not_available");
    uc_table_real(table, uc_round12(all->mean), "not_available");
    uc_table_real(table, uc_round12(all->se_mean), "not_available");
    uc_table_real(table, uc_round12(all->tau2), "not_available");
}

void uc_strata_table(const uc_combine_item item[], const char *const name[], size_t n,
                     const uc_shrunk shrunk[], const uc_shrinkage *all, double level,
                     uc_table *table)
{
    double observed = 0.0, alone = 0.0;
    size_t i;

    uc_table_init(table, "combined", "Combined estimates");
    uc_table_add_columns(table, strata_columns, COUNT_OF(strata_columns));
    for (i = 0; i < n; i++) {
        char number[32];

        (void)snprintf(number, sizeof number, "%zu", i + 1);
        strata_row(name[i] != NULL ? name[i] : number, item[i].observed,
                   item[i].observed + item[i].hidden, shrunk[i].own, shrunk[i].total,
                   shrunk[i].low, shrunk[i].high, level, all, table);
        observed += item[i].observed;
        alone += item[i].observed + item[i].hidden;
    }
    strata_row("(all)", observed, alone, (double)NAN, all->total, all->low, all->high,
               level, all, table);
}
