/* nogoods.c - reasons why models are inadmissible */
#include "estimators/mse/nogoods.h"

#include <stdlib.h>

#include "estimators/mse/existence.h"
#include "estimators/mse/face.h"
#include "estimators/mse/layout.h"

void uc_nogoods_start(uc_nogoods *nogoods, const uc_dense *table,
                      const uc_candidates *candidates)
{
    uc_nogoods_clear(nogoods);
    nogoods->table = table;
    nogoods->candidates = candidates;
    nogoods->n_cell_words = (table->n_cells + 63) / 64;
}

void uc_nogoods_clear(uc_nogoods *nogoods)
{
    for (size_t i = 0; i < nogoods->n; i++) {
        free(nogoods->item[i].set);
        free(nogoods->item[i].off_face);
    }
    free(nogoods->item);
    *nogoods = (uc_nogoods){0};
}

/* Room for trying smaller models. */
typedef struct trial {
    const uc_nogoods *nogoods;
    uc_layout layout;
    uint32_t *terms;
    unsigned char *off_face; /* of the last model found without an estimate */
    uint64_t *set;           /* still inadmissible */
    unsigned flaw; /* one bit of the existence code: the one that is reduced */
} trial;

static void trial_free(trial *t)
{
    free(t->layout.term);
    free(t->layout.keep);
    free(t->terms);
    free(t->off_face);
    free(t->set);
}

static uc_status trial_init(trial *t, const uc_nogoods *nogoods, const uint64_t set[],
                            unsigned code, uc_error *err)
{
    const uc_candidates *c = nogoods->candidates;
    const size_t n_terms = c->n + nogoods->table->n_lists + 1;
    const size_t n_cells = nogoods->table->n_cells;

    /* a deficit of rank rules out more, and is cheaper to reduce */
    *t = (trial){.nogoods = nogoods,
                 .layout = {.term = malloc(n_terms * sizeof *t->layout.term),
                            .keep = malloc(n_cells * sizeof *t->layout.keep)},
                 .terms = malloc(n_terms * sizeof *t->terms),
                 .off_face = calloc(n_cells, 1),
                 .set = malloc(c->n_words * sizeof *t->set),
                 .flaw = code == UC_FLAW_HIDDEN ? UC_FLAW_HIDDEN
                         : (code & UC_EXISTENCE_NOT_IDENTIFIABLE) != 0
                             ? UC_EXISTENCE_NOT_IDENTIFIABLE
                             : UC_EXISTENCE_NO_ESTIMATE};
    if (t->layout.term == NULL || t->layout.keep == NULL || t->terms == NULL ||
        t->off_face == NULL || t->set == NULL) {
        trial_free(t);
        return uc_fail(err, UC_ENOMEM, "no memory to learn from a model");
    }
    memcpy(t->set, set, c->n_words * sizeof *set);
    return UC_OK;
}

/* Whether the model of t->set has the flaw. */
static uc_status has_flaw(trial *t, bool *flawed, uc_error *err)
{
    const uc_dense *table = t->nogoods->table;
    const uc_candidates *c = t->nogoods->candidates;
    uc_newton_model model;
    size_t n = 0;
    bool fine = true;
    uc_status status;

    for (unsigned j = 0; j < table->n_lists; j++)
        t->terms[n++] = 1u << j;
    for (size_t i = 0; i < c->n; i++)
        if (uc_set_has(t->set, i))
            t->terms[n++] = c->term[i];
    uc_layout_set(&t->layout, table, t->terms, n);
    model = uc_layout_model(&t->layout); /* NOLINT: the caller frees the trial */
    if (t->flaw == UC_FLAW_HIDDEN)
        status = uc_face_find(table, &model, t->layout.keep, &n, &fine, err);
    else if (t->flaw == UC_EXISTENCE_NOT_IDENTIFIABLE)
        status = uc_existence_identifiable(table, &model, &fine, err);
    else
        status = uc_existence_estimate(table, &model, &fine, t->off_face, err);
    if (status == UC_OK)
        *flawed = !fine;
    return status;
}

static bool is_maximal(const uc_candidates *c, const uint64_t set[], size_t i)
{
    const uint64_t *up = c->up + i * c->n_words;
    size_t n = 0;

    for (size_t k = 0; k < c->n_words; k++)
        n += (size_t)__builtin_popcountll(set[k] & up[k]);
    return n == 1;
}

/* Leaves out terms, larger and later ones first, while the flaw stays. */
static uc_status reduce(trial *t, uc_error *err)
{
    const uc_candidates *c = t->nogoods->candidates;

    for (size_t i = c->n; i-- > 0;) {
        bool flawed = false;
        uc_status status;

        if (!uc_set_has(t->set, i) || !is_maximal(c, t->set, i))
            continue;
        t->set[i / 64] &= ~((uint64_t)1 << (i % 64));
        status = has_flaw(t, &flawed, err);
        if (status != UC_OK)
            return status;
        if (!flawed)
            uc_set_add(t->set, i);
    }
    return UC_OK;
}

static uc_status keep(uc_nogoods *nogoods, const trial *t, uc_error *err)
{
    const bool always = t->flaw != UC_EXISTENCE_NO_ESTIMATE;
    const size_t n_words = nogoods->candidates->n_words;
    uc_nogood made = {.set = malloc(n_words * sizeof *made.set)};

    if (nogoods->n == nogoods->room) {
        const size_t room = 2 * nogoods->room + 16;
        uc_nogood *grown = realloc(nogoods->item, room * sizeof *grown);

        if (grown != NULL) {
            nogoods->item = grown;
            nogoods->room = room;
        }
    }
    if (!always)
        made.off_face = calloc(nogoods->n_cell_words, sizeof *made.off_face);
    if (made.set == NULL || nogoods->n == nogoods->room ||
        (!always && made.off_face == NULL)) {
        free(made.set);
        free(made.off_face);
        return uc_fail(err, UC_ENOMEM, "no memory to learn from a model");
    }
    memcpy(made.set, t->set, n_words * sizeof *made.set);
    for (size_t w = 1; !always && w < nogoods->table->n_cells; w++)
        if (t->off_face[w])
            uc_set_add(made.off_face, w);
    nogoods->item[nogoods->n++] = made;
    return UC_OK;
}

uc_status uc_nogoods_learn(uc_nogoods *nogoods, const uint64_t set[], unsigned code,
                           uc_error *err)
{
    trial t;
    bool flawed = false;
    uc_status status = trial_init(&t, nogoods, set, code, err);

    if (status != UC_OK)
        return status;
    status = reduce(&t, err);
    if (status == UC_OK)
        status = has_flaw(&t, &flawed, err); /* its own cells off the face */
    if (status == UC_OK && flawed)
        status = keep(nogoods, &t, err);
    trial_free(&t);
    return status;
}

static bool contains(size_t n_words, const uint64_t in[], const uint64_t more[],
                     const uint64_t set[])
{
    for (size_t k = 0; k < n_words; k++)
        if ((set[k] & ~(in[k] | (more != NULL ? more[k] : 0))) != 0)
            return false;
    return true;
}

static bool keeps_any(const uc_nogoods *nogoods, const uint64_t cells[],
                      const double kept[])
{
    for (size_t k = 0; k < nogoods->n_cell_words; k++)
        for (uint64_t left = cells[k]; left != 0; left &= left - 1)
            if (kept[64 * k + (size_t)__builtin_ctzll(left)] != 0.0)
                return true;
    return false;
}

bool uc_nogoods_rule_out(const uc_nogoods *nogoods, const uint64_t in[],
                         const uint64_t more[], const double kept[])
{
    for (size_t i = 0; i < nogoods->n; i++) {
        const uc_nogood *nogood = &nogoods->item[i];

        if (contains(nogoods->candidates->n_words, in, more, nogood->set) &&
            (nogood->off_face == NULL || keeps_any(nogoods, nogood->off_face, kept)))
            return true;
    }
    return false;
}
