/* cascade.c - the protection cascade */
#include "estimators/gap/cascade.h"

#include <math.h>

static uc_figure exact(double count, const char *why)
{
    return uc_figure_of(count, count, count, why, NULL);
}

static uc_figure none(const char *why)
{
    return uc_figure_of(NAN, NAN, NAN, why, why);
}

/* later / earlier; limits swap, for the share falls as the earlier stage grows. */
static uc_figure share(const uc_figure *earlier, const uc_figure *later)
{
    if (later->no_value != NULL)
        return none(later->no_value);
    if (earlier->no_value != NULL)
        return none(earlier->no_value);
    if (!(earlier->value > 0))
        return none("zero_at_earlier_stage");
    return uc_figure_of(
        later->value / earlier->value,
        earlier->no_high == NULL ? later->value / earlier->high : NAN,
        earlier->no_low == NULL && earlier->low > 0 ? later->value / earlier->low : NAN,
        NULL, earlier->no_high);
}

static uc_figure loss(const uc_figure *earlier, const uc_figure *later)
{
    if (later->no_value != NULL)
        return none(later->no_value);
    if (earlier->no_value != NULL)
        return none(earlier->no_value);
    return uc_figure_of(earlier->value - later->value, earlier->low - later->value,
                        earlier->high - later->value, NULL, earlier->no_low);
}

static void mark_largest(uc_cascade_stage stage[], size_t n)
{
    size_t largest = 0;

    for (size_t i = 1; i < n; i++)
        if (stage[i].lost.no_value == NULL && stage[i].lost.value > 0 &&
            (largest == 0 || stage[i].lost.value > stage[largest].lost.value))
            largest = i;
    if (largest > 0)
        stage[largest].largest_loss = true;
}

void uc_cascade_compute(const uc_figure *estimate, const double count[],
                        const char *const why[], size_t n, uc_cascade_stage stage[])
{
    const uc_figure *previous = estimate;

    stage[0] = (uc_cascade_stage){.persons = *estimate,
                                  .of_previous = none("not_applicable"),
                                  .of_estimate = none("not_applicable"),
                                  .lost = none("not_applicable")};
    for (size_t i = 0; i < n; i++) {
        uc_cascade_stage *s = &stage[i + 1];

        *s = (uc_cascade_stage){.persons = exact(count[i], why[i])};
        s->of_previous = share(previous, &s->persons);
        s->of_estimate = share(estimate, &s->persons);
        s->lost = loss(previous, &s->persons);
        s->above_previous = s->lost.no_value == NULL && s->lost.value < 0;
        if (s->persons.no_value == NULL)
            previous = &s->persons;
    }
    mark_largest(stage, n + 1);
}
