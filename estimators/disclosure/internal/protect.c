/* protect.c - attacks on every primary cell, with shared witnesses */
#include "estimators/disclosure/internal/protect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for witnesses, in numbers: 32 MiB. */
#define MAX_ROOM ((size_t)4 << 20)

/* A shown cell has its own value within this. */
#define SAME 1e-7

/* Attempts at a whole table near the true one. */
#define ATTEMPTS 4

/* Work that one check may spend on searches among whole numbers. */
#define WHOLE_WORK 1e7

/* Tables up to this size are checked for whole numbers at every step of a search. */
#define SMALL 250

static void list_primary(uc_protect *p)
{
    const uc_cells *cells = p->attack.cells;

    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] == UC_CELLS_PRIMARY)
            p->primary[p->n_primary++] = i;
    p->capacity = 2 * p->n_primary + 8;
    if (p->capacity > MAX_ROOM / (cells->n + 1))
        p->capacity = MAX_ROOM / (cells->n + 1) + 1;
}

bool uc_protect_init(uc_protect *p, const uc_cells *cells)
{
    const size_t n = cells->n + 1;

    memset(p, 0, sizeof *p);
    p->primary = calloc(n, sizeof *p->primary);
    if (!uc_attack_init(&p->attack, cells) || p->primary == NULL)
        return false;
    list_primary(p);
    p->check_whole = cells->whole && cells->n <= SMALL;
    p->low = calloc(n, sizeof *p->low);
    p->high = calloc(n, sizeof *p->high);
    p->whole_low = calloc(n, sizeof *p->whole_low);
    p->whole_high = calloc(n, sizeof *p->whole_high);
    p->witness = calloc(p->capacity * n, sizeof *p->witness);
    p->kept = calloc(p->capacity, sizeof *p->kept);
    p->is_whole = calloc(p->capacity, sizeof *p->is_whole);
    p->up = calloc(n, sizeof *p->up);
    p->down = calloc(n, sizeof *p->down);
    return p->low != NULL && p->high != NULL && p->whole_low != NULL &&
           p->whole_high != NULL && p->witness != NULL && p->kept != NULL &&
           p->is_whole != NULL && p->up != NULL && p->down != NULL;
}

void uc_protect_clear(uc_protect *p)
{
    uc_attack_clear(&p->attack);
    free(p->primary);
    free(p->low);
    free(p->high);
    free(p->whole_low);
    free(p->whole_high);
    free(p->witness);
    free(p->kept);
    free(p->is_whole);
    free(p->up);
    free(p->down);
    memset(p, 0, sizeof *p);
}

/* Widens every interval by one table. */
static void widen(uc_protect *p, const double y[], bool whole)
{
    for (size_t k = 0; k < p->n_primary; k++) {
        const double value = y[p->primary[k]];

        p->low[k] = fmin(p->low[k], value);
        p->high[k] = fmax(p->high[k], value);
        if (whole) {
            p->whole_low[k] = fmin(p->whole_low[k], value);
            p->whole_high[k] = fmax(p->whole_high[k], value);
        }
    }
}

static bool still_possible(const uc_protect *p, const double y[], const double x[])
{
    const uc_cells *cells = p->attack.cells;

    for (size_t i = 0; i < cells->n; i++)
        if (x[i] < 0.5 && fabs(y[i] - cells->value[i]) > SAME)
            return false;
    return true;
}

/* Intervals from what is known before any attack. */
static void begin(uc_protect *p, const double x[], bool binary)
{
    const uc_cells *cells = p->attack.cells;

    p->n_broken = p->n_unproved = 0;
    p->whole_work = 0;
    for (size_t k = 0; k < p->n_primary; k++)
        p->low[k] = p->high[k] = p->whole_low[k] = p->whole_high[k] =
            cells->value[p->primary[k]];
    for (size_t w = 0; binary && w < p->capacity; w++)
        if (p->kept[w] && still_possible(p, p->witness + w * cells->n, x))
            widen(p, p->witness + w * cells->n, p->is_whole[w]);
}

static void learn(uc_protect *p, bool binary)
{
    const size_t n = p->attack.cells->n;
    const bool whole = uc_attack_is_whole(&p->attack);

    widen(p, p->attack.y, whole);
    if (!binary)
        return;
    memcpy(p->witness + p->next * n, p->attack.y, n * sizeof *p->witness);
    p->kept[p->next] = true;
    p->is_whole[p->next] = whole;
    p->next = (p->next + 1) % p->capacity;
}

static bool satisfied(const uc_protect *p, size_t k)
{
    return uc_cells_satisfied(&p->attack.cells->need[p->primary[k]], p->low[k],
                              p->high[k]);
}

static bool whole_satisfied(const uc_protect *p, size_t k)
{
    return uc_cells_satisfied(&p->attack.cells->need[p->primary[k]], p->whole_low[k],
                              p->whole_high[k]);
}

/* Attacks cell k in one direction and keeps the cut. */
static bool attack(uc_protect *p, size_t k, bool up, bool binary)
{
    const size_t cell = p->primary[k];
    double *cut = up ? p->up : p->down;
    double value = 0;

    if (!uc_attack_extreme(&p->attack, cell, up, &value))
        return false;
    learn(p, binary);
    memset(cut, 0, p->attack.cells->n * sizeof *cut);
    uc_attack_add_cut(&p->attack, cell, up, cut);
    return true;
}

/* Whole tables near the true one in which the cell has this value. */
static void near(uc_protect *p, size_t k, double target)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!uc_attack_near(&p->attack, p->primary[k], target, attempt))
            return;
        learn(p, true);
        if (uc_attack_is_whole(&p->attack))
            return;
    }
}

static void near_limits(uc_protect *p, size_t k)
{
    const uc_cell_need *need = &p->attack.cells->need[p->primary[k]];

    if (p->whole_low[k] > need->low)
        near(p, k, need->low);
    if (p->whole_high[k] < need->high)
        near(p, k, need->high);
}

/* The same among whole numbers; counts a cell that was not searched to the end. */
static bool attack_whole(uc_protect *p, size_t k)
{
    const size_t cell = p->primary[k];
    const uc_cell_need *need = &p->attack.cells->need[cell];
    bool complete = true;
    double value = 0;
    const double before = p->attack.work;

    near_limits(p, k);
    for (int up = 0; up < 2 && !whole_satisfied(p, k); up++) {
        const double enough =
            isfinite(need->width)
                ? p->attack.cells->value[cell] + (up != 0 ? 1 : -1) * need->width
                : (up != 0 ? need->high : need->low);

        if (p->whole_work > WHOLE_WORK) {
            complete = false;
            break;
        }
        if (!uc_attack_extreme(&p->attack, cell, up != 0, &value))
            return false;
        if (uc_attack_whole(&p->attack, cell, enough, &value))
            learn(p, true);
        else
            complete = false;
    }
    p->whole_work += p->attack.work - before;
    p->n_unproved += !complete && !whole_satisfied(p, k);
    if (complete && !whole_satisfied(p, k))
        p->n_broken++;
    return true;
}

static bool check_one(uc_protect *p, size_t k, bool binary, uc_protect_broken *broken,
                      void *context)
{
    const size_t before = p->n_broken;

    if (!satisfied(p, k)) {
        if (!attack(p, k, true, binary))
            return false;
        if (!satisfied(p, k) && !attack(p, k, false, binary))
            return false;
        if (!satisfied(p, k)) {
            p->n_broken++;
            if (broken != NULL)
                broken(context, p->primary[k], p->up, p->down);
            return true;
        }
    }
    if (!binary || !p->check_whole || whole_satisfied(p, k))
        return true;
    if (!attack_whole(p, k))
        return false;
    if (p->n_broken > before && broken != NULL)
        broken(context, p->primary[k], NULL, NULL);
    return true;
}

bool uc_protect_check(uc_protect *p, const double x[], bool binary,
                      uc_protect_broken *broken, void *context)
{
    bool solved = true;

    begin(p, x, binary);
    uc_attack_begin(&p->attack, x);
    for (size_t k = 0; solved && k < p->n_primary; k++) {
        solved = check_one(p, k, binary, broken, context);
        if (broken == NULL && p->n_broken > 0)
            break;
    }
    uc_attack_end(&p->attack);
    return solved;
}

bool uc_protect_check_one(uc_protect *p, const double x[], size_t cell)
{
    bool solved = true;

    begin(p, x, true);
    uc_attack_begin(&p->attack, x);
    for (size_t k = 0; k < p->n_primary; k++)
        if (p->primary[k] == cell)
            solved = check_one(p, k, true, NULL, NULL);
    uc_attack_end(&p->attack);
    return solved;
}
