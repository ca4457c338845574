/* test_rds.c - respondent-driven sampling against RDS 0.9-10, what must not move it,
 * and simulated networks */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/variates.h"
#include "estimators/network/internal/inclusion.h"
#include "estimators/network/rds_bootstrap.h"
#include "tests/estimators/survey/oracle.h"

#define TOL 1e-9 /* closed forms on both sides, sums in another order */

static oracle o;

typedef struct sample {
    uc_survey_frame frame;
    uc_recruitment forest;
    uint32_t *recruiter;
    uc_rds_sample rds;
    const uc_survey_column *variable;
} sample;

/* Row of an id, or UC_RECRUITMENT_SEED. */
static uint32_t row_of(const uc_survey_column *id, size_t n, const char *text)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (strcmp(uc_survey_level(id, id->code[i]), text) == 0)
            return (uint32_t)i;
    return UC_RECRUITMENT_SEED;
}

static sample sample_of(const char *dataset, const char *variable)
{
    const bool faux = strcmp(dataset, "faux") == 0;
    const char *const numbers[] = {faux ? "network.size" : "degree", NULL};
    const char *const categories[] = {"id", "recruiter.id", variable, NULL};
    sample s = {.recruiter = NULL};
    const uc_survey_column *id, *by;
    size_t i;

    s.frame = oracle_data(faux ? "rds_faux" : "rds_fauxmadrona", numbers, categories);
    id = uc_survey_find(&s.frame, "id", UC_SURVEY_CATEGORY);
    by = uc_survey_find(&s.frame, "recruiter.id", UC_SURVEY_CATEGORY);
    s.recruiter = malloc(s.frame.n * sizeof *s.recruiter);
    for (i = 0; i < s.frame.n; i++)
        s.recruiter[i] = row_of(id, s.frame.n, uc_survey_level(by, by->code[i]));
    assert_int_equal(uc_recruitment_make(s.recruiter, s.frame.n, &s.forest, NULL),
                     UC_OK);
    s.variable = uc_survey_find(&s.frame, variable, UC_SURVEY_CATEGORY);
    s.rds = (uc_rds_sample){.degree = numbers_of(&s.frame, numbers[0]),
                            .group = s.variable->code,
                            .n_groups = uc_survey_n_levels(s.variable)};
    return s;
}

static void sample_free(sample *s)
{
    uc_recruitment_clear(&s->forest);
    uc_survey_frame_clear(&s->frame);
    free(s->recruiter);
}

static const char *level(const sample *s, size_t g)
{
    return uc_survey_level(s->variable, (uint32_t)g);
}

static void shares(const sample *s, uc_rds_method method, const uc_rds_successive *how,
                   double share[])
{
    const size_t g = s->rds.n_groups;
    double transitions[UC_RDS_MAX_GROUPS * UC_RDS_MAX_GROUPS];
    double *weight = malloc(s->frame.n * sizeof *weight);
    const uc_rds_people people = {s->frame.n, s->rds.degree, s->rds.group, g,
                                  transitions};
    uc_rds_status outcome;
    uc_rng rng;

    uc_rng_start(&rng, 1, 2, UC_RNG_SUCCESSIVE, 0);
    uc_rds_count_transitions(s->recruiter, s->rds.group, s->frame.n, g, transitions);
    assert_int_equal(
        uc_rds_shares(&people, method, how, &rng, weight, share, &outcome, NULL),
        UC_OK);
    assert_int_equal(outcome, UC_RDS_OK);
    free(weight);
}

static void check_points(const char *dataset, const char *variable, const char *name)
{
    sample s = sample_of(dataset, variable);
    const size_t g = s.rds.n_groups;
    double t[UC_RDS_MAX_GROUPS * UC_RDS_MAX_GROUPS], law[UC_RDS_MAX_GROUPS],
        one[UC_RDS_MAX_GROUPS], two[UC_RDS_MAX_GROUPS];
    unsigned char all[UC_RDS_MAX_GROUPS];
    char design[60], term[60];
    size_t i, j;

    memset(all, 1, sizeof all);
    s.rds.forest = &s.forest;
    uc_rds_count_transitions(s.recruiter, s.rds.group, s.frame.n, g, t);
    assert_int_equal(uc_rds_stationary(t, g, all, law), UC_RDS_OK);
    shares(&s, UC_RDS_I, NULL, one);
    shares(&s, UC_RDS_II, NULL, two);
    (void)snprintf(design, sizeof design, "%s,N=default", name);
    for (i = 0; i < g; i++) {
        oracle_check(&o, dataset, design, "RDS.I.estimates", "est", level(&s, i),
                     one[i], TOL, 0);
        oracle_check(&o, dataset, design, "RDS.II.estimates", "est", level(&s, i),
                     two[i], TOL, 0);
        oracle_check(&o, dataset, name, "stationary distribution of MLE chain", "q",
                     level(&s, i), law[i], TOL, 0);
        for (j = 0; j < g; j++) {
            (void)snprintf(term, sizeof term, "%s->%s", level(&s, i), level(&s, j));
            oracle_check(&o, dataset, name, "count.transitions", "tij", term,
                         t[i * g + j], TOL, 0);
        }
    }
    sample_free(&s);
}

static void test_points(void **state)
{
    (void)state;
    oracle_load(&o, "04a_rds_points.csv");
    check_points("faux", "X", "X");
    check_points("faux", "Y", "Y");
    check_points("faux", "Z", "Z");
    check_points("fauxmadrona", "disease", "diseaseF");
    oracle_finish(&o, 48);
    oracle_free(&o);
}

/* Both sides are Monte Carlo: the reference with 5,000 samples differs from itself with
 * 500 by up to 5e-4. */
static void check_successive(const char *dataset, const char *variable,
                             const char *name, bool simulate)
{
    static const double sizes[] = {600, 800, 1000, 2000, 5000};
    sample s = sample_of(dataset, variable);
    size_t k, g;

    for (k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        const uc_rds_successive how = {sizes[k], simulate ? 2000 : 0,
                                       simulate ? 5 : 50};
        double share[UC_RDS_MAX_GROUPS];
        char design[60];

        (void)snprintf(design, sizeof design, "%s,N=%g", name, sizes[k]);
        shares(&s, UC_RDS_SUCCESSIVE, &how, share);
        for (g = 0; g < s.rds.n_groups; g++)
            oracle_check(&o, dataset, design, "RDS.SS.estimates(5000x5,seed1)", "est",
                         level(&s, g), share[g], 3e-3, 0);
    }
    sample_free(&s);
}

static void check_weights(const char *dataset, const char *variable)
{
    sample s = sample_of(dataset, variable);
    const uc_rds_successive how = {1000, 0, 50};
    double *probability = malloc(s.frame.n * sizeof *probability), total = 0;
    uc_rng rng;
    size_t i;

    uc_rng_start(&rng, 1, 2, UC_RNG_SUCCESSIVE, 0);
    assert_int_equal(
        uc_rds_inclusion(s.rds.degree, s.frame.n, &how, &rng, probability, NULL),
        UC_OK);
    for (i = 0; i < s.frame.n; i++)
        total += 1 / probability[i];
    for (i = 0; i < s.frame.n; i++) {
        char term[20];

        (void)snprintf(term, sizeof term, "%g", s.rds.degree[i]);
        oracle_check(&o, dataset, "N=1000", "gile.ss.weights(20000x5,seed1) by degree",
                     "w", term, 1000 / probability[i] / total, 2e-2, 0);
    }
    free(probability);
    sample_free(&s);
}

static void test_successive(void **state)
{
    (void)state;
    oracle_load(&o, "04a_rds_points.csv");
    check_successive("faux", "X", "X", false);
    check_successive("faux", "Y", "Y", false);
    check_successive("fauxmadrona", "disease", "diseaseF", false);
    check_successive("faux", "Y", "Y", true);
    oracle_finish(&o, 35);
    check_weights("faux", "X");
    check_weights("fauxmadrona", "disease");
    oracle_finish(&o, 70);
    oracle_free(&o);
}

/* -- Bootstraps ----------------------------------------------------------------------
 */

#define N_BOOT 3000

typedef struct spread {
    double mean[UC_RDS_MAX_GROUPS], sd[UC_RDS_MAX_GROUPS];
} spread;

static spread spread_of(const double share[], size_t n, size_t g)
{
    spread s = {{0}, {0}};
    size_t r, k;

    for (k = 0; k < g; k++) {
        for (r = 0; r < n; r++)
            s.mean[k] += share[r * g + k] / (double)n;
        for (r = 0; r < n; r++)
            s.sd[k] += pow(share[r * g + k] - s.mean[k], 2) / (double)(n - 1);
        s.sd[k] = sqrt(s.sd[k]);
    }
    return s;
}

static double *resample(sample *s, uc_rds_bootstrap kind, uc_rds_method method,
                        size_t n)
{
    const uc_rds_bootstrap_spec spec = {
        .kind = kind, .n = n, .successive = {1000, 100, 3}, .seed = 1, .key = 3};
    double *share = malloc((n * s->rds.n_groups + 1) * sizeof *share);
    uc_error err = {.msg = ""};

    s->rds.forest = &s->forest;
    if (uc_rds_resample(&s->rds, &spec, &method, 1, share, &err) != UC_OK)
        fail_msg("%s", err.msg);
    return share;
}

/* The rows where names are in order of first appearance are the right ones. Standard
 * deviations of 300 replicates are known to 4 %; four of those are allowed, and the
 * same of a mean. Means of the Salganik bootstrap are not compared: the reference
 * divides the shares of its chains by arithmetic mean degrees (q/d gives its means to
 * three digits), which is no estimator of a share; ours are those of RDS-II and tend to
 * RDS-I. */
static void check_bootstrap(const char *dataset, const char *variable,
                            const char *reference, uc_rds_bootstrap kind,
                            const char *call)
{
    const bool madrona = strcmp(dataset, "fauxmadrona") == 0;
    sample s = sample_of(dataset, variable);
    const size_t g = s.rds.n_groups;
    double *share = resample(&s, kind, UC_RDS_II, N_BOOT);
    const spread found = spread_of(share, N_BOOT, g);
    double one[UC_RDS_MAX_GROUPS];
    size_t k;

    shares(&s, UC_RDS_I, NULL, one);
    for (k = 0; k < g; k++) {
        const char *term = !madrona                         ? level(&s, k)
                           : strcmp(level(&s, k), "1") == 0 ? "pos"
                                                            : "neg";

        oracle_check(&o, reference, call, "B=300,seed3", "se", term, found.sd[k], 0.17,
                     0);
        if (kind == UC_RDS_TREE)
            oracle_check(&o, reference, call, "B=300,seed3", "bootmean", term,
                         found.mean[k], 4 * found.sd[k] / sqrt(300) / found.mean[k], 0);
        else
            assert_true(fabs(found.mean[k] - one[k]) < 0.1 * found.sd[k] + 0.002);
    }
    free(share);
    sample_free(&s);
}

static void test_bootstraps(void **state)
{
    (void)state;
    oracle_load(&o, "04d_rds_label_check.csv");
    check_bootstrap("fauxmadrona", "disease", "madrona labels renamed pos first",
                    UC_RDS_SALGANIK, "Salganik");
    check_bootstrap("fauxmadrona", "disease", "madrona labels renamed pos first",
                    UC_RDS_TREE, "Treeboot");
    check_bootstrap("faux", "Y", "faux Y renamed to appearance order", UC_RDS_SALGANIK,
                    "Salganik");
    check_bootstrap("faux", "Y", "faux Y renamed to appearance order", UC_RDS_TREE,
                    "Treeboot");
    oracle_finish(&o, 15);
    oracle_free(&o);
}

static void same(double got, double want)
{
    if (isnan(want)) /* a resample whose groups are not connected */
        assert_true(isnan(got));
    else
        assert_rel(got, want, TOL_CLOSED);
}

/* Whatever the groups are called, and in whatever order they are numbered: the same
 * bytes from every bootstrap and method. */
static void test_names_are_nothing(void **state)
{
    static const uint32_t orders[][3] = {
        {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    sample s = sample_of("faux", "Y"), other = sample_of("faux", "Y");
    uint32_t *group = malloc(s.frame.n * sizeof *group);
    size_t kind, method, p, i, k;

    (void)state;
    for (kind = 0; kind < UC_RDS_N_BOOTSTRAPS; kind++)
        for (method = 0; method < UC_RDS_N_METHODS; method++) {
            double *share =
                resample(&s, (uc_rds_bootstrap)kind, (uc_rds_method)method, 20);

            for (p = 0; p < 5; p++) {
                double *again;

                for (i = 0; i < s.frame.n; i++)
                    group[i] = orders[p][s.rds.group[i]];
                other.rds.group = group;
                again =
                    resample(&other, (uc_rds_bootstrap)kind, (uc_rds_method)method, 20);
                for (i = 0; i < 20; i++)
                    for (k = 0; k < 3; k++)
                        /* sums over groups may differ in their last places; the
                         * population made up for a simulation is rounded group by
                         * group, which is why callers number groups by appearance */
                        if (kind != UC_RDS_WITHOUT_REPLACEMENT)
                            same(again[i * 3 + orders[p][k]], share[i * 3 + k]);
                free(again);
            }
            free(share);
        }
    free(group);
    sample_free(&s);
    sample_free(&other);
}

/* Any number of threads gives the same bytes. */
static void test_threads(void **state)
{
    sample s = sample_of("faux", "Y");
    const uc_rds_method methods[] = {UC_RDS_I, UC_RDS_II, UC_RDS_SUCCESSIVE};
    uc_rds_bootstrap_spec spec = {
        .n = 24, .successive = {1000, 50, 3}, .seed = 1, .key = 3, .n_threads = 1};
    double one[24 * 9], four[24 * 9];
    size_t kind;

    (void)state;
    s.rds.forest = &s.forest;
    for (kind = 0; kind < UC_RDS_N_BOOTSTRAPS; kind++) {
        spec.kind = (uc_rds_bootstrap)kind;
        spec.n_threads = 1;
        assert_int_equal(uc_rds_resample(&s.rds, &spec, methods, 3, one, NULL), UC_OK);
        spec.n_threads = 4;
        assert_int_equal(uc_rds_resample(&s.rds, &spec, methods, 3, four, NULL), UC_OK);
        assert_memory_equal(one, four, sizeof one);
    }
    sample_free(&s);
}

/* -- A simulated network with a known truth ------------------------------------------
 */

enum { TOWN = 1500, SAMPLE = 300, SEEDS = 6, RUNS = 60 };

typedef struct town {
    uint32_t *tie; /* of person i: tie[first[i]] ... */
    uint32_t first[TOWN + 1];
    uint32_t group[TOWN];
    double truth; /* share of group 1 */
} town;

/* Degrees from 4 to 20; group 1 has twice the degree of group 0; ties of stubs at
 * random. */
static void build(town *t, uc_rng *rng)
{
    uint32_t *stub = malloc(TOWN * 40 * sizeof *stub);
    size_t i, k, n = 0, d;

    t->truth = 0;
    for (i = 0; i < TOWN; i++) {
        t->group[i] = uc_rng_uniform(rng) < 0.3;
        t->truth += t->group[i] / (double)TOWN;
        d = (4 + uc_rng_below(rng, 7)) * (1 + t->group[i]);
        t->first[i] = (uint32_t)n;
        for (k = 0; k < d; k++)
            stub[n++] = (uint32_t)i;
    }
    t->first[TOWN] = (uint32_t)n;
    t->tie = malloc(n * sizeof *t->tie);
    for (i = 0; i < n; i++)
        t->tie[i] = stub[uc_rng_below(rng, (uint32_t)n)];
    free(stub);
}

/* Three coupons each, to ties who have not come yet. */
static size_t recruit(const town *t, uc_rng *rng, uint32_t recruiter[], double degree[],
                      uint32_t group[])
{
    uint32_t person[SAMPLE];
    unsigned char in[TOWN] = {0};
    size_t n = 0, at = 0, c;

    while (n < SAMPLE) {
        if (at == n || n < SEEDS) { /* a seed, in proportion to degree */
            person[n] = t->tie[uc_rng_below(rng, t->first[TOWN])];
            recruiter[n] = UC_RECRUITMENT_SEED;
            if (!in[person[n]]) {
                in[person[n]] = 1;
                n++;
            }
            continue;
        }
        for (c = 0; c < 3 && n < SAMPLE; c++) {
            const uint32_t from = person[at], d = t->first[from + 1] - t->first[from];
            const uint32_t to = t->tie[t->first[from] + uc_rng_below(rng, d)];

            if (in[to] || uc_rng_uniform(rng) < 0.4)
                continue;
            in[to] = 1;
            recruiter[n] = (uint32_t)at;
            person[n++] = to;
        }
        at++;
    }
    for (c = 0; c < n; c++) {
        degree[c] = t->first[person[c] + 1] - t->first[person[c]];
        group[c] = t->group[person[c]];
    }
    return n;
}

/* All estimators find the truth on average where the plain share of the sample is far
 * off, and bootstrap errors are near the real ones. */
static void test_simulated(void **state)
{
    uint32_t recruiter[SAMPLE], group[SAMPLE];
    double degree[SAMPLE], sum[UC_RDS_N_METHODS] = {0}, square[UC_RDS_N_METHODS] = {0},
                           boot = 0, crude = 0, off;
    size_t run, m;

    (void)state;
    for (run = 0; run < RUNS; run++) {
        town t;
        uc_rng rng;
        double transitions[4], share[2], weight[SAMPLE], draws[200 * 2];
        uc_rds_people people = {SAMPLE, degree, group, 2, transitions};
        const uc_rds_successive how = {TOWN, 60, 4};
        const uc_rds_method two = UC_RDS_II;
        uc_rds_bootstrap_spec spec = {
            .kind = UC_RDS_SALGANIK, .n = 200, .seed = run, .key = 1};
        uc_recruitment forest;
        uc_rds_sample sampled = {&forest, degree, group, 2};
        uc_rds_status outcome;

        uc_rng_start(&rng, 11, 1, UC_RNG_SIMULATE, run);
        build(&t, &rng);
        assert_int_equal(recruit(&t, &rng, recruiter, degree, group), SAMPLE);
        uc_rds_count_transitions(recruiter, group, SAMPLE, 2, transitions);
        for (m = 0; m < UC_RDS_N_METHODS; m++) {
            assert_int_equal(uc_rds_shares(&people, (uc_rds_method)m, &how, &rng,
                                           weight, share, &outcome, NULL),
                             UC_OK);
            assert_int_equal(outcome, UC_RDS_OK);
            assert_rel(share[0] + share[1], 1, TOL_CLOSED);
            off = share[1] - t.truth;
            sum[m] += off / RUNS;
            square[m] += off * off / RUNS;
        }
        for (m = 0; m < SAMPLE; m++)
            crude += (group[m] - t.truth) / SAMPLE / RUNS;
        assert_int_equal(uc_recruitment_make(recruiter, SAMPLE, &forest, NULL), UC_OK);
        assert_int_equal(uc_rds_resample(&sampled, &spec, &two, 1, draws, NULL), UC_OK);
        boot += spread_of(draws, 200, 2).sd[1] / RUNS;
        uc_recruitment_clear(&forest);
        free(t.tie);
    }
    assert_true(crude > 0.1);
    for (m = 0; m < UC_RDS_N_METHODS; m++) /* four errors of the mean of 60 */
        assert_true(fabs(sum[m]) <
                    4 * sqrt((square[m] - sum[m] * sum[m]) / RUNS) + 0.01);
    /* a standard deviation from 60 runs is known to 9 % */
    assert_true(fabs(boot / sqrt(square[UC_RDS_II]) - 1) < 0.45);
}

/* -- Forests -------------------------------------------------------------------------
 */

static void test_forest(void **state)
{
    const uint32_t s = UC_RECRUITMENT_SEED;
    const uint32_t good[] = {3, s, 1, 1, s, 3, 2}, wave[] = {2, 0, 1, 1, 0, 2, 2},
                   root[] = {1, 1, 1, 1, 4, 1, 1}, order[] = {1, 4, 2, 3, 0, 5, 6},
                   circle[] = {s, 2, 3, 1, 1}, self[] = {s, 1}, beyond[] = {s, 2};
    uint32_t cycle[5];
    uc_recruitment f;
    size_t n = 0;
    uc_error err;

    (void)state;
    assert_int_equal(uc_recruitment_make(good, 7, &f, NULL), UC_OK);
    assert_int_equal(f.n_seeds, 2);
    assert_memory_equal(f.wave, wave, sizeof wave);
    assert_memory_equal(f.root, root, sizeof root);
    assert_memory_equal(f.by_wave, order, sizeof order);
    assert_int_equal(f.first[2] - f.first[1], 2);
    assert_int_equal(f.recruit[f.first[3]], 0);
    uc_recruitment_clear(&f);
    assert_int_equal(uc_recruitment_find_cycle(good, 7, cycle, &n, NULL), UC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(uc_recruitment_find_cycle(circle, 5, cycle, &n, NULL), UC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(cycle[0], 1);
    assert_int_equal(cycle[1], 2);
    assert_int_equal(cycle[2], 3);
    assert_int_equal(uc_recruitment_find_cycle(self, 2, cycle, &n, NULL), UC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(uc_recruitment_make(circle, 5, &f, &err), UC_EDATA);
    assert_int_equal(uc_recruitment_make(beyond, 2, &f, &err), UC_EINVAL);
    assert_int_equal(uc_recruitment_make(good, 0, &f, &err), UC_EINVAL);
}

static void check_outcome(uc_rds_method method, const uc_rds_people *people,
                          double population, uc_rds_status want)
{
    const uc_rds_successive how = {population, 10, 2};
    double weight[8], share[2];
    uc_rds_status outcome = UC_RDS_OK;
    uc_rng rng;

    uc_rng_start(&rng, 1, 1, UC_RNG_SUCCESSIVE, 0);
    assert_int_equal(
        uc_rds_shares(people, method, &how, &rng, weight, share, &outcome, NULL),
        UC_OK);
    assert_int_equal(outcome, want);
    assert_true(isnan(share[0]) == (want != UC_RDS_OK));
}

static void test_outcomes(void **state)
{
    const double degree[] = {1, 2, 3}, none[4] = {0}, one_way[] = {1, 1, 0, 1},
                 both[] = {1, 1, 1, 1};
    const uint32_t group[] = {0, 1, 1},
                   nobody[] = {UC_RDS_NO_GROUP, UC_RDS_NO_GROUP, UC_RDS_NO_GROUP};
    uc_rds_people people = {3, degree, group, 2, none};

    (void)state;
    check_outcome(UC_RDS_I, &people, NAN, UC_RDS_NO_RECRUITS);
    people.transitions = one_way;
    check_outcome(UC_RDS_I, &people, NAN, UC_RDS_NOT_CONNECTED);
    people.transitions = both;
    check_outcome(UC_RDS_I, &people, NAN, UC_RDS_OK);
    check_outcome(UC_RDS_SUCCESSIVE, &people, NAN, UC_RDS_NO_POPULATION);
    check_outcome(UC_RDS_SUCCESSIVE, &people, 2, UC_RDS_SMALL);
    check_outcome(UC_RDS_SUCCESSIVE, &people, 3, UC_RDS_OK);
    people.group = nobody;
    check_outcome(UC_RDS_II, &people, NAN, UC_RDS_NO_ANSWERS);
    check_outcome(UC_RDS_I, &people, NAN, UC_RDS_NO_ANSWERS);
    assert_rel(uc_rds_recruitment_homophily(both, 2), 1, TOL_EXACT);
    assert_true(isnan(uc_rds_recruitment_homophily(none, 2)));
    assert_rel(uc_rds_group_homophily(both, 2, 0, 0.25), 1.0 / 3, TOL_EXACT);
    assert_rel(uc_rds_group_homophily(both, 2, 0, 0.75), -1.0 / 3, TOL_EXACT);
}

/* Everybody of the population is in the sample: nothing is left to weigh. And without
 * replacement the more active have no more than chance when all are drawn. */
static void test_census(void **state)
{
    const double degree[] = {1, 5, 9};
    const uc_rds_successive all = {3, 100, 5}, many = {300000, 20000, 3};
    double probability[3];
    uc_rng rng;
    size_t i;

    (void)state;
    uc_rng_start(&rng, 1, 1, UC_RNG_SUCCESSIVE, 0);
    assert_int_equal(uc_rds_inclusion(degree, 3, &all, &rng, probability, NULL), UC_OK);
    for (i = 0; i < 3; i++)
        assert_true(probability[i] >= 1 && probability[i] <= 1);
    /* in a very large population successive sampling is RDS-II; 60,000 draws */
    assert_int_equal(uc_rds_inclusion(degree, 3, &many, &rng, probability, NULL),
                     UC_OK);
    assert_rel(probability[1] / probability[0], 5, 0.05);
    assert_rel(probability[2] / probability[0], 9, 0.05);
    assert_int_equal(uc_rds_inclusion(degree, 3, &(uc_rds_successive){2, 1, 1}, &rng,
                                      probability, NULL),
                     UC_EINVAL);
}

/* One person has nearly all the weight and is drawn first: then two of the other three,
 * by hand 2/3 each. Proposing her again and again would never end. */
static void test_one_outweighs_all(void **state)
{
    const double degree[] = {111111112, 4, 4};
    double p[3];
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 1, 1, UC_RNG_SURVEY, 0);
    assert_int_equal(
        uc_rds_inclusion(degree, 3, &(uc_rds_successive){4, 3000, 3}, &rng, p, NULL),
        UC_OK);
    assert_true(fabs(p[0] - 1) < 1e-3);
    assert_true(fabs(p[1] - 2.0 / 3) < 1e-3 && p[1] == p[2]);
}

/* The quadrature against long simulation, and its normal law against the C library's.
 */
static void test_quadrature(void **state)
{
    double degree[120], exact[120], drawn[120];
    const uc_rds_successive by_hand = {300, 0, 50}, simulated = {300, 5000, 10};
    uc_rng rng;
    double z;
    size_t i;

    (void)state;
    for (z = -9; z <= 9; z += 0.137)
        assert_rel(uc_inclusion_normal(z), 0.5 * erfc(-z / sqrt(2)), 1e-7);
    for (z = -4; z <= 4; z += 0.137)
        assert_rel(uc_inclusion_normal(z), 0.5 * erfc(-z / sqrt(2)), 1e-12);
    for (i = 0; i < 120; i++)
        degree[i] = 1 + (double)(i % 12) * 3;
    uc_rng_start(&rng, 1, 2, UC_RNG_SUCCESSIVE, 0);
    assert_int_equal(uc_rds_inclusion(degree, 120, &by_hand, &rng, exact, NULL), UC_OK);
    assert_int_equal(uc_rds_inclusion(degree, 120, &simulated, &rng, drawn, NULL),
                     UC_OK);
    for (i = 0; i < 120; i++) {
        /* 5,000 samples, and classes of 10 to 90 persons rounded to whole ones, which
         * moves a probability by half a person in a class */
        assert_rel(exact[i], drawn[i], 0.03);
        assert_true(exact[i] > 0 && exact[i] < 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_successive),
        cmocka_unit_test(test_one_outweighs_all),
        cmocka_unit_test(test_bootstraps),
        cmocka_unit_test(test_names_are_nothing),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_simulated),
        cmocka_unit_test(test_forest),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_census),
        cmocka_unit_test(test_quadrature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
