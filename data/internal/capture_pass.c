/* capture_pass.c - faults that wait until the lists are known */
#include "data/internal/capture_pass.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

#define SHOWN_CHARS 40

uc_status uc_capture_no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

const char *uc_capture_show(const char *name, char out[UC_CSV_SHOWN])
{
    return uc_text_display(name, strlen(name), SHOWN_CHARS, out, UC_CSV_SHOWN);
}

bool uc_late_keep(uc_late_faults *late, size_t line, const char *cell)
{
    const size_t n = late->n_kept;
    char *copy = NULL;

    late->n_total++;
    if (n == UC_MAX_LATE)
        return true;
    if (n == 0 || (n & (n - 1)) == 0) {
        uc_late_fault *item = realloc(late->item, (n == 0 ? 1 : 2 * n) * sizeof *item);

        if (item == NULL)
            return false;
        late->item = item;
    }
    if (cell != NULL && (copy = uc_text_copy(cell)) == NULL)
        return false;
    late->item[late->n_kept++] = (uc_late_fault){line, copy};
    return true;
}

void uc_late_clear(uc_late_faults *late)
{
    for (size_t i = 0; i < late->n_kept; i++)
        free(late->item[i].cell);
    free(late->item);
    *late = (uc_late_faults){0};
}
