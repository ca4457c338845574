/* rds.c - shares by respondent-driven sampling */
#include "estimators/network/rds.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "estimators/network/recruitment.h"

const char *uc_rds_method_name(uc_rds_method method)
{
    static const char *const names[] = {"rds-i", "rds-ii", "successive"};

    return (size_t)method < UC_RDS_N_METHODS ? names[method] : NULL;
}

const char *uc_rds_status_name(uc_rds_status status)
{
    static const char *const names[] = {"ok",
                                        "no_answers",
                                        "no_recruits",
                                        "not_connected",
                                        "no_population",
                                        "population_too_small"};

    return names[status];
}

/* -- Recruitment between groups ------------------------------------------------------
 */

void uc_rds_count_transitions(const uint32_t recruiter[], const uint32_t group[],
                              size_t n, size_t n_groups, double transitions[])
{
    size_t i;

    memset(transitions, 0, n_groups * n_groups * sizeof *transitions);
    for (i = 0; i < n; i++)
        if (recruiter[i] != UC_RECRUITMENT_SEED && group[i] != UC_RDS_NO_GROUP &&
            group[recruiter[i]] != UC_RDS_NO_GROUP)
            transitions[group[recruiter[i]] * n_groups + group[i]] += 1;
}

/* Groups that can be reached from the first one wanted along (or against) recruitment.
 */
static void reach(const double t[], size_t g, size_t from, bool against,
                  unsigned char seen[])
{
    size_t stack[UC_RDS_MAX_GROUPS], n = 0, i;

    memset(seen, 0, g);
    seen[from] = 1;
    stack[n++] = from;
    while (n > 0) {
        const size_t at = stack[--n];

        for (i = 0; i < g; i++)
            if (!seen[i] && (against ? t[i * g + at] : t[at * g + i]) > 0) {
                seen[i] = 1;
                stack[n++] = i;
            }
    }
}

static bool is_connected(const double t[], size_t g, const unsigned char wanted[])
{
    unsigned char out[UC_RDS_MAX_GROUPS], in[UC_RDS_MAX_GROUPS];
    size_t from = 0, i;

    while (from < g && !wanted[from])
        from++;
    if (from == g)
        return false;
    reach(t, g, from, false, out);
    reach(t, g, from, true, in);
    for (i = 0; i < g; i++)
        if (wanted[i] && (!out[i] || !in[i]))
            return false;
    return true;
}

uc_rds_status uc_rds_stationary(const double t[], size_t g,
                                const unsigned char wanted[], double law[])
{
    double a[UC_RDS_MAX_GROUPS * UC_RDS_MAX_GROUPS], sum, total = 0;
    size_t i, j, k;

    for (i = 0; i < g * g; i++)
        total += t[i];
    if (!(total > 0))
        return UC_RDS_NO_RECRUITS;
    if (!is_connected(t, g, wanted))
        return UC_RDS_NOT_CONNECTED;
    for (i = 0; i < g; i++) {
        for (sum = 0, j = 0; j < g; j++)
            sum += t[i * g + j];
        for (j = 0; j < g; j++)
            a[i * g + j] = sum > 0 ? t[i * g + j] / sum : 0;
    }
    for (k = g; k-- > 1;) {
        for (sum = 0, j = 0; j < k; j++)
            sum += a[k * g + j];
        for (i = 0; sum > 0 && i < k; i++) {
            a[i * g + k] /= sum;
            for (j = 0; j < k; j++)
                a[i * g + j] += a[i * g + k] * a[k * g + j];
        }
    }
    total = 0;
    for (k = 0; k < g; k++) {
        law[k] = k == 0 ? 1 : 0;
        for (i = 0; i < k; i++)
            law[k] += law[i] * a[i * g + k];
        total += law[k];
    }
    for (k = 0; k < g; k++)
        law[k] = wanted[k] ? law[k] / total : 0;
    return UC_RDS_OK;
}

double uc_rds_recruitment_homophily(const double t[], size_t g)
{
    double own = 0, expected = 0, total = 0;
    size_t i, j;

    for (i = 0; i < g * g; i++)
        total += t[i];
    for (i = 0; i < g; i++) {
        double row = 0, column = 0;

        for (j = 0; j < g; j++) {
            row += t[i * g + j];
            column += t[j * g + i];
        }
        own += t[i * g + i];
        expected += row * column;
    }
    return expected > 0 ? own * total / expected : (double)NAN;
}

double uc_rds_group_homophily(const double t[], size_t g, size_t group, double share)
{
    double row = 0, own;
    size_t j;

    for (j = 0; j < g; j++)
        row += t[group * g + j];
    own = row > 0 ? t[group * g + group] / row : (double)NAN;
    return own >= share ? (own - share) / (1 - share) : (own - share) / share;
}

/* -- Estimators ----------------------------------------------------------------------
 */

static uc_rds_status by_weight(const uc_rds_people *p, const double weight[],
                               double share[])
{
    double total = 0;
    size_t i, k;

    for (k = 0; k < p->n_groups; k++)
        share[k] = 0;
    for (i = 0; i < p->n; i++)
        if (p->group[i] != UC_RDS_NO_GROUP) {
            share[p->group[i]] += weight[i];
            total += weight[i];
        }
    for (k = 0; k < p->n_groups; k++)
        share[k] /= total;
    return total > 0 ? UC_RDS_OK : UC_RDS_NO_ANSWERS;
}

/* Share of a group: its stationary law over its harmonic mean degree. A group that has
 * nobody in a resample has the share 0. */
static uc_rds_status by_recruitment(const uc_rds_people *p, double share[])
{
    double law[UC_RDS_MAX_GROUPS] = {0}, inverse[UC_RDS_MAX_GROUPS] = {0},
           count[UC_RDS_MAX_GROUPS] = {0}, total = 0;
    unsigned char wanted[UC_RDS_MAX_GROUPS] = {0};
    uc_rds_status status;
    size_t i, k;

    for (i = 0; i < p->n; i++)
        if (p->group[i] != UC_RDS_NO_GROUP) {
            inverse[p->group[i]] += 1 / p->degree[i];
            count[p->group[i]] += 1;
            total += 1;
        }
    if (!(total > 0))
        return UC_RDS_NO_ANSWERS;
    for (k = 0; k < p->n_groups; k++)
        wanted[k] = count[k] > 0;
    status = uc_rds_stationary(p->transitions, p->n_groups, wanted, law);
    if (status != UC_RDS_OK)
        return status;
    for (total = 0, k = 0; k < p->n_groups; k++) {
        share[k] = count[k] > 0 ? law[k] * (inverse[k] / count[k]) : 0;
        total += share[k];
    }
    for (k = 0; k < p->n_groups; k++)
        share[k] /= total;
    return UC_RDS_OK;
}

static uc_status by_successive(const uc_rds_people *p, const uc_rds_successive *how,
                               uc_rng *rng, double weight[], double share[],
                               uc_rds_status *outcome, uc_error *err)
{
    uc_status status;
    size_t i;

    if (isnan(how->population) || how->population < (double)p->n) {
        *outcome = isnan(how->population) ? UC_RDS_NO_POPULATION : UC_RDS_SMALL;
        return UC_OK;
    }
    status = uc_rds_inclusion(p->degree, p->n, how, rng, weight, err);
    for (i = 0; status == UC_OK && i < p->n; i++)
        weight[i] = 1 / weight[i];
    if (status == UC_OK)
        *outcome = by_weight(p, weight, share);
    return status;
}

uc_status uc_rds_shares(const uc_rds_people *p, uc_rds_method method,
                        const uc_rds_successive *how, uc_rng *rng, double weight[],
                        double share[], uc_rds_status *outcome, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    if (method == UC_RDS_SUCCESSIVE) {
        status = by_successive(p, how, rng, weight, share, outcome, err);
    } else if (method == UC_RDS_I) {
        *outcome = by_recruitment(p, share);
    } else {
        for (i = 0; i < p->n; i++)
            weight[i] = 1 / p->degree[i];
        *outcome = by_weight(p, weight, share);
    }
    for (i = 0; status == UC_OK && *outcome != UC_RDS_OK && i < p->n_groups; i++)
        share[i] = NAN;
    return status;
}
