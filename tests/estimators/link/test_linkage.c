/* test_linkage.c - likeness of texts, weights by EM, and links against known truth */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "estimators/core/rng.h"
#include "estimators/link/linkage.h"
#include "estimators/link/similarity.h"
#include "tests/data/expect.h"

/* Published to three or four digits: Winkler (1990, 1994), Cohen, Ravikumar & Fienberg
 * (2003) and the tables that quote them. */
#define TOL_PRINTED 1e-3

static double like(const char *a, const char *b)
{
    return uc_link_jaro_winkler(a, strlen(a), b, strlen(b));
}

static void jaro_winkler_has_the_published_values(void **state)
{
    (void)state;
    assert_rel(like("martha", "marhta"), 0.9611, TOL_PRINTED);
    assert_rel(like("dwayne", "duane"), 0.8400, TOL_PRINTED);
    assert_rel(like("dixon", "dicksonx"), 0.8133, TOL_PRINTED);
    assert_rel(like("jones", "johnson"), 0.8323, TOL_PRINTED);
    assert_rel(like("abroms", "abrams"), 0.9222, TOL_PRINTED);
    assert_rel(like("hardin", "martinez"), 0.7222, TOL_PRINTED);
    assert_rel(like("itman", "smith"), 0.4667, TOL_PRINTED); /* no boost */
    assert_rel(like("anna", "anna"), 1.0, TOL_EXACT);
    assert_true(like("", "anna") == 0.0 && like("xyz", "anna") == 0.0);
}

/* Characters, not bytes, are compared. */
static void likeness_is_by_characters(void **state)
{
    (void)state;
    assert_rel(like("m\xC3\xA4rt\xC3\xA9", "m\xC3\xA4r\xC3\xA9t"),
               like("marte", "maret"), TOL_EXACT);
    assert_rel(like("dwayne", "duane"), like("duane", "dwayne"), TOL_EXACT);
}

static unsigned dates(const char *a, const char *b)
{
    uc_date x, y;

    assert_true(uc_date_read(a, strlen(a), UC_DATE_YMD, &x));
    assert_true(uc_date_read(b, strlen(b), UC_DATE_YMD, &y));
    return uc_link_compare_dates(&x, &y);
}

static void dates_with_a_slip_are_near(void **state)
{
    (void)state;
    assert_int_equal(dates("1990-05-06", "1990-05-06"), UC_LINK_EQUAL);
    assert_int_equal(dates("1990-05-06", "1990-06-05"), UC_LINK_NEAR); /* swapped */
    assert_int_equal(dates("1990-05-06", "1991-05-06"), UC_LINK_NEAR);
    assert_int_equal(dates("1990-05-06", "1990"), UC_LINK_NEAR);
    assert_int_equal(dates("1990-05-06", "1991"), UC_LINK_DIFFERS);
    assert_int_equal(dates("1990-05-06", "1991-06-06"), UC_LINK_DIFFERS);
}

static uint32_t pattern_of(const unsigned level[], size_t n)
{
    uint32_t pattern = 0;

    for (size_t f = 0; f < n; f++)
        pattern |= level[f] << (UC_LINK_LEVEL_BITS * f);
    return pattern;
}

/* Patterns at the expected counts of a known model: EM finds the model. */
static void em_finds_a_known_model(void **state)
{
    static const double m[4] = {0.95, 0.9, 0.85, 0.92}, u[4] = {0.05, 0.1, 0.2, 0.02};
    uint32_t pattern[16];
    double count[16];
    uc_link_model model;

    (void)state;
    for (size_t i = 0; i < 16; i++) {
        unsigned level[4];
        double one = 0.08 * 1e7, two = 0.92 * 1e7;

        for (size_t f = 0; f < 4; f++) {
            const bool equal = i >> f & 1;

            level[f] = equal ? UC_LINK_EQUAL : UC_LINK_DIFFERS;
            one *= equal ? m[f] : 1.0 - m[f];
            two *= equal ? u[f] : 1.0 - u[f];
        }
        pattern[i] = pattern_of(level, 4);
        count[i] = one + two;
    }
    uc_link_model_fit(pattern, count, 16, 4, &model);
    assert_true(model.converged && model.separated);
    assert_rel(model.match, 0.08, 1e-4); /* of EM's last steps and the pseudo-counts */
    for (size_t f = 0; f < 4; f++) {
        assert_rel(model.m[f][UC_LINK_EQUAL], m[f], 1e-4);
        assert_rel(model.u[f][UC_LINK_EQUAL], u[f], 1e-4);
    }
    assert_rel(uc_link_model_weight(&model, pattern[15]),
               log2(m[0] * m[1] * m[2] * m[3] / (u[0] * u[1] * u[2] * u[3])), 1e-3);
    /* a missing field says nothing */
    assert_rel(uc_link_model_weight(&model, UC_LINK_EQUAL), log2(m[0] / u[0]), 1e-3);
}

/* -- Two lists with known truth ------------------------------------------------------
 */

#define N_ONE  2000
#define N_BOTH 800 /* the last of the first list begin the second */
#define N_TWO  1500

typedef struct world {
    uc_case_rules rules;
    uc_case_rows rows;
    uc_case_people people;
    uc_linkage linkage;
    char path[2][64];
} world;

static const char *const syllables[] = {
    "an", "be", "chi", "do", "en",  "fa", "gu", "ha", "ir", "jo", "ka",  "li",
    "mo", "nu", "os",  "pa", "qui", "ra", "si", "ta", "um", "va", "wen", "xi"};

static void name(uc_rng *rng, char out[32])
{
    out[0] = '\0';
    for (int i = 0; i < 3; i++)
        (void)strcat(out, syllables[uc_rng_below(rng, 24)]);
}

static void slip(uc_rng *rng, char text[32], double p)
{
    if (uc_rng_uniform(rng) < p)
        text[1 + uc_rng_below(rng, (uint32_t)strlen(text) - 1)] =
            "aeioumnr"[uc_rng_below(rng, 8)];
}

typedef struct person {
    char first[32], last[32];
    unsigned year, month, day;
} person;

static void write_person(const person *p, char *text)
{
    (void)sprintf(text + strlen(text), "%s,%s,%u-%02u-%02u\n", p->first, p->last,
                  p->year, p->month, p->day);
}

/* Writes both lists; with `reversed` the rows of the second come the other way round.
 */
static void write_lists(world *w, bool reversed)
{
    static person two[N_TWO];
    static char text[2][200000];
    uc_rng rng;

    uc_rng_start(&rng, 77, 1, UC_RNG_BOOTSTRAP, 0);
    for (size_t k = 0; k < 2; k++)
        (void)strcpy(text[k], "first,last,born\n");
    for (size_t i = 0; i < N_ONE + N_TWO - N_BOTH; i++) {
        person p;

        name(&rng, p.first);
        name(&rng, p.last);
        p.year = 1960 + uc_rng_below(&rng, 45);
        p.month = 1 + uc_rng_below(&rng, 12);
        p.day = 1 + uc_rng_below(&rng, 28);
        if (i < N_ONE)
            write_person(&p, text[0]);
        if (i >= N_ONE - N_BOTH) {
            slip(&rng, p.first, 0.15);
            slip(&rng, p.last, 0.15);
            if (uc_rng_uniform(&rng) < 0.08)
                p.day = 1 + uc_rng_below(&rng, 28);
            two[i - (N_ONE - N_BOTH)] = p;
        }
    }
    for (size_t i = 0; i < N_TWO; i++)
        write_person(&two[reversed ? N_TWO - 1 - i : i], text[1]);
    for (size_t k = 0; k < 2; k++)
        write_file(w->path[k], text[k]);
}

static void add_block(uc_case_block *block, const char *a, const char *b)
{
    assert_int_equal(uc_case_block_add(block, a, NULL), UC_OK);
    if (b != NULL)
        assert_int_equal(uc_case_block_add(block, b, NULL), UC_OK);
}

static void declare(uc_case_rules *rules)
{
    static const char *const columns[] = {"first", "last", "born"};
    static const uc_case_compare how[] = {UC_CASE_NAME, UC_CASE_NAME, UC_CASE_DATE};

    assert_true(uc_case_words_add(&rules->lists, "one") &&
                uc_case_words_add(&rules->lists, "two"));
    for (size_t f = 0; f < 3; f++)
        rules->field[rules->n_fields++] = (uc_case_field){strdup(columns[f]), how[f]};
    add_block(&rules->block[0], "born:year", NULL);
    add_block(&rules->block[1], "first:2", "last:2");
    rules->n_blocks = 2;
}

static void open_world(world *w, bool reversed)
{
    uc_faults faults = {0};
    uc_link_settings settings = uc_link_default_settings();
    uc_case_input input[2];

    *w = (world){.people = {0}};
    write_lists(w, reversed);
    declare(&w->rules);
    for (size_t k = 0; k < 2; k++)
        input[k] = (uc_case_input){.path = w->path[k], .list = k};
    assert_int_equal(
        uc_case_rows_read(input, 2, &w->rules, false, &faults, &w->rows, NULL), UC_OK);
    expect_faults(&faults, "");
    assert_int_equal(uc_case_people_init(&w->rows, &w->people, NULL), UC_OK);
    assert_int_equal(
        uc_linkage_make(&w->rows, &w->people, &settings, NULL, &w->linkage, NULL),
        UC_OK);
}

static void close_world(world *w)
{
    for (size_t k = 0; k < 2; k++)
        (void)unlink(w->path[k]);
    uc_linkage_clear(&w->linkage);
    uc_case_people_clear(&w->people);
    uc_case_rows_clear(&w->rows);
    uc_case_rules_clear(&w->rules);
}

/* Row i of the first list and row j of the second are one person when j is i minus the
 * rows that only the first has. */
static void count_links(world *w, size_t *n_links, size_t *n_true)
{
    *n_links = *n_true = 0;
    for (uint32_t j = 0; j < N_TWO; j++) {
        const uint32_t i = uc_case_people_find(&w->people, N_ONE + j);

        *n_links += i < N_ONE;
        *n_true += i == N_ONE - N_BOTH + j && j < N_BOTH;
    }
}

/* Lincoln and Petersen from so many persons on both lists. */
static double persons(double both)
{
    return (double)N_ONE * N_TWO / both;
}

static void links_are_precise_and_few_are_missed(void **state)
{
    size_t n_links, n_true;
    double recall, precision, claimed;
    world w;

    (void)state;
    open_world(&w, false);
    assert_true(w.linkage.model.converged && w.linkage.model.separated);
    assert_int_equal(uc_linkage_join(&w.linkage, &w.rows, 0.0, &w.people, NULL), UC_OK);
    count_links(&w, &n_links, &n_true);
    precision = (double)n_true / (double)n_links;
    recall = (double)n_true / N_BOTH;
    if (precision < 0.98 || recall < 0.95)
        fail_msg("precision %.4f, recall %.4f", precision, recall);
    assert_int_equal(n_links, w.linkage.n_links);
    /* the error rates it claims are near those it has */
    claimed = w.linkage.false_links / (double)n_links;
    assert_true(fabs(claimed - (1.0 - precision)) < 0.01);
    assert_true(w.linkage.missed_links / w.linkage.expected_pairs < 0.06);
    /* effect on the estimate: within 5 % of that of the true links */
    assert_rel(persons((double)n_links), persons(N_BOTH), 0.05);
    close_world(&w);
}

/* Exact keys miss every slip: the estimate is a third too high. */
static void exact_keys_would_miss_the_slips(void **state)
{
    size_t n_links, n_true;
    uc_case_report report = {0};
    world w;

    (void)state;
    open_world(&w, false);
    w.rules.n_passes = 0;
    for (uint32_t i = 0; i < N_ONE; i++)
        for (uint32_t j = 0; j < N_TWO; j++)
            if (memcmp(&w.rows.field[3 * i], &w.rows.field[3 * (N_ONE + j)],
                       3 * sizeof *w.rows.field) == 0)
                uc_case_people_join(&w.people, i, N_ONE + j);
    count_links(&w, &n_links, &n_true);
    assert_true(persons((double)n_links) > 1.3 * persons(N_BOTH));
    uc_case_report_clear(&report);
    close_world(&w);
}

/* With the verdict of a clerk who knows on every pair that is in doubt, what is left to
 * doubt is little, and versions differ by no pair that was decided. */
static void verdicts_take_the_place_of_probabilities(void **state)
{
    size_t n_links, n_true, before, before_true, n = 0, n_one = 0;
    const uc_link_verdict *wrong;
    static uc_link_verdict verdict[20000];
    world w;

    (void)state;
    open_world(&w, false);
    assert_int_equal(uc_linkage_join(&w.linkage, &w.rows, 0.0, &w.people, NULL), UC_OK);
    count_links(&w, &before, &before_true);
    for (size_t i = 0; i < w.linkage.n_pairs; i++) {
        const uc_link_pair *pair = &w.linkage.pair[i];
        const double p = w.linkage.probability[pair->pattern];

        if (p < 0.01 || n == 20000)
            continue;
        verdict[n] = (uc_link_verdict){pair->a, pair->b, false,
                                       w.linkage.pattern[pair->pattern], n};
        verdict[n].one =
            pair->b - N_ONE < N_BOTH && pair->a == N_ONE - N_BOTH + (pair->b - N_ONE);
        n_one += verdict[n++].one;
    }
    if (n <= n_one || n_one < before_true) /* clerks see more than the rule */
        fail_msg("%zu pairs, %zu of one person, %zu by the rule", n, n_one,
                 before_true);
    assert_int_equal(uc_linkage_decide(&w.linkage, verdict, n, &wrong, NULL), UC_OK);
    assert_null(wrong);
    assert_int_equal(w.linkage.n_decided, n);
    assert_int_equal(w.linkage.n_decided_one, n_one);
    for (uint64_t m = 0; m < 3; m++) {
        size_t joined;

        uc_case_people_clear(&w.people);
        assert_int_equal(uc_case_people_init(&w.rows, &w.people, NULL), UC_OK);
        assert_int_equal(
            uc_linkage_draw(&w.linkage, &w.rows, m, &w.people, &joined, NULL), UC_OK);
        count_links(&w, &n_links, &n_true);
        assert_int_equal(n_true, n_one); /* none is lost, whatever is drawn */
        assert_true(n_links - n_true < 20);
    }
    close_world(&w);
}

/* A verdict on other rows than the clerk saw is refused and changes nothing. */
static void a_stale_verdict_is_refused(void **state)
{
    const uc_link_verdict *wrong;
    world w;

    (void)state;
    open_world(&w, false);
    const uc_link_pair pair = w.linkage.pair[0];
    uc_link_verdict verdict[] = {
        {pair.a, pair.b, true, w.linkage.pattern[pair.pattern] ^ 1u, 0}};
    const size_t n_pairs = w.linkage.n_pairs;

    assert_int_equal(uc_linkage_decide(&w.linkage, verdict, 1, &wrong, NULL), UC_OK);
    assert_non_null(wrong);
    assert_int_equal(w.linkage.n_decided, 0);
    assert_int_equal(w.linkage.n_pairs, n_pairs);
    close_world(&w);
}

/* Versions lie around the truth, differ, and are the same when drawn again. */
static void versions_carry_the_doubt(void **state)
{
    double low = INFINITY, high = 0.0, mean = 0.0;
    world w;

    (void)state;
    open_world(&w, false);
    for (uint64_t m = 0; m < 20; m++) {
        size_t n_links, n_true, again, joined;

        for (int twice = 0; twice < 2; twice++) {
            uc_case_people_clear(&w.people);
            assert_int_equal(uc_case_people_init(&w.rows, &w.people, NULL), UC_OK);
            assert_int_equal(
                uc_linkage_draw(&w.linkage, &w.rows, m, &w.people, &joined, NULL),
                UC_OK);
            count_links(&w, twice ? &again : &n_links, &n_true);
        }
        assert_int_equal(n_links, again);
        assert_int_equal(n_links, joined);
        mean += (double)n_links / 20.0;
        low = fmin(low, (double)n_links);
        high = fmax(high, (double)n_links);
    }
    assert_true(high > low);
    assert_rel(mean, N_BOTH, 0.04);
    close_world(&w);
}

/* Up to the target the likeliest of the pairs for review are joined too. */
static void a_target_adds_the_likeliest_pairs(void **state)
{
    size_t n_sure, n_links, n_true;
    world w;

    (void)state;
    open_world(&w, false);
    w.linkage.settings.link_at = 0.9999;
    assert_int_equal(uc_linkage_join(&w.linkage, &w.rows, 0.0, &w.people, NULL), UC_OK);
    n_sure = w.linkage.n_links;
    assert_int_equal(n_sure, w.linkage.n_sure);
    assert_true(w.linkage.n_review > 10);
    uc_case_people_clear(&w.people);
    assert_int_equal(uc_case_people_init(&w.rows, &w.people, NULL), UC_OK);
    assert_int_equal(
        uc_linkage_join(&w.linkage, &w.rows, (double)n_sure + 7.0, &w.people, NULL),
        UC_OK);
    assert_int_equal(w.linkage.n_sure, n_sure);
    assert_int_equal(w.linkage.n_links, n_sure + 7);
    count_links(&w, &n_links, &n_true);
    assert_int_equal(n_links, n_sure + 7);
    close_world(&w);
}

/* The rows of the second list turned round: the same links and the same versions. */
static void the_order_of_rows_does_not_matter(void **state)
{
    size_t links[2], drawn[2], ignored, joined;

    (void)state;
    for (int reversed = 0; reversed < 2; reversed++) {
        world w;

        open_world(&w, reversed != 0);
        assert_int_equal(
            uc_linkage_draw(&w.linkage, &w.rows, 3, &w.people, &joined, NULL), UC_OK);
        count_links(&w, &drawn[reversed], &ignored);
        uc_case_people_clear(&w.people);
        assert_int_equal(uc_case_people_init(&w.rows, &w.people, NULL), UC_OK);
        assert_int_equal(uc_linkage_join(&w.linkage, &w.rows, 0.0, &w.people, NULL),
                         UC_OK);
        count_links(&w, &links[reversed], &ignored);
        close_world(&w);
    }
    assert_int_equal(links[0], links[1]);
    assert_int_equal(drawn[0], drawn[1]);
}

/* Nobody is linked with two rows of one list. */
static void a_person_has_one_row_of_every_list(void **state)
{
    static uint32_t seen[N_ONE + N_TWO];
    size_t joined;
    world w;

    (void)state;
    open_world(&w, false);
    memset(seen, 0, sizeof seen);
    assert_int_equal(uc_linkage_draw(&w.linkage, &w.rows, 1, &w.people, &joined, NULL),
                     UC_OK);
    for (uint32_t i = 0; i < N_ONE + N_TWO; i++) {
        const uint32_t who = uc_case_people_find(&w.people, i);
        const uint32_t list = i < N_ONE ? 1 : 2;

        assert_int_equal(seen[who] & list, 0);
        seen[who] |= list;
    }
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jaro_winkler_has_the_published_values),
        cmocka_unit_test(likeness_is_by_characters),
        cmocka_unit_test(dates_with_a_slip_are_near),
        cmocka_unit_test(em_finds_a_known_model),
        cmocka_unit_test(links_are_precise_and_few_are_missed),
        cmocka_unit_test(exact_keys_would_miss_the_slips),
        cmocka_unit_test(verdicts_take_the_place_of_probabilities),
        cmocka_unit_test(a_stale_verdict_is_refused),
        cmocka_unit_test(versions_carry_the_doubt),
        cmocka_unit_test(a_target_adds_the_likeliest_pairs),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(a_person_has_one_row_of_every_list),
    };

    return cmocka_run_group_tests_name("linkage", tests, NULL, NULL);
}
