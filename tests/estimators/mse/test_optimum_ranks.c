/* test_optimum_ranks.c - unit tests of estimators/mse/optimum_ranks.h */
#include "tests/support.h"

#include <stdlib.h>

#include "estimators/mse/optimum_ranks.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_ranking korea_ranking(void)
{
    uc_capture_table table = published_capture("Korea");
    uc_ranking ranking;

    assert_int_equal(uc_mse_rank(&table, UC_RULE_BIC, 0, NULL, &ranking, NULL), UC_OK);
    uc_capture_table_clear(&table);
    return ranking;
}

/* Korea has six admissible models; [12,23] is the first and [12,3] the second
 * (tests/oracle/mse/models_Korea.csv). A replicate without an estimate is not counted,
 * and a model that no table of three lists has is beyond. */
static void replicates_are_counted_at_their_rank(void **state)
{
    static char first[] = "[12,23]", second[] = "[12,3]", other[] = "[123,45]";
    char *model[] = {second, first, first, other, NULL, first};
    uc_mse_status outcome[] = {UC_MSE_OK,
                               UC_MSE_OK,
                               UC_MSE_OK,
                               UC_MSE_OK,
                               UC_MSE_NO_ADMISSIBLE_MODEL,
                               UC_MSE_NOT_IDENTIFIABLE};
    const uc_bootstrap boot = {.replicates = 6, .model = model, .status = outcome};
    uc_ranking ranking = korea_ranking();
    uc_optimum_ranks ranks;

    (void)state;
    assert_int_equal(uc_optimum_ranks_count(&ranking, &boot, &ranks, NULL), UC_OK);

    assert_int_equal(ranks.n_ranks, ranking.n_admissible);
    assert_true(ranks.complete);
    assert_int_equal(ranks.n_replicates, 4);
    assert_int_equal(ranks.count[0], 2);
    assert_int_equal(ranks.count[1], 1);
    assert_int_equal(ranks.beyond, 1);
    assert_int_equal(uc_optimum_ranks_up_to(&ranks, 1), 2);
    assert_int_equal(uc_optimum_ranks_up_to(&ranks, 2), 3);
    assert_int_equal(uc_optimum_ranks_up_to(&ranks, 1000), 3);
    uc_optimum_ranks_clear(&ranks);
    uc_ranking_clear(&ranking);
}

/* On the table built to fail most models have no estimate; they are ranked last. */
static void model_without_estimate_on_the_data_is_told_apart(void **state)
{
    static char fails[] = "[12,13,23]";
    char *model[] = {fails};
    uc_mse_status outcome[] = {UC_MSE_OK};
    const uc_bootstrap boot = {.replicates = 1, .model = model, .status = outcome};
    uc_capture_table table = published_capture("Artificial_3");
    uc_ranking ranking;
    uc_optimum_ranks ranks;

    (void)state;
    assert_int_equal(uc_mse_rank(&table, UC_RULE_BIC, 0, NULL, &ranking, NULL), UC_OK);
    assert_int_equal(uc_optimum_ranks_count(&ranking, &boot, &ranks, NULL), UC_OK);

    assert_int_equal(ranks.inadmissible, 1);
    assert_int_equal(ranks.beyond, 0);
    assert_int_equal(uc_optimum_ranks_up_to(&ranks, 1000), 0);
    uc_optimum_ranks_clear(&ranks);
    uc_ranking_clear(&ranking);
    uc_capture_table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replicates_are_counted_at_their_rank),
        cmocka_unit_test(model_without_estimate_on_the_data_is_told_apart),
    };

    return cmocka_run_group_tests_name("optimum_ranks", tests, NULL, NULL);
}
