/* face.c - the face on which a likelihood has its supremum */
#include "estimators/mse/face.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/mse/existence.h"

uc_status uc_face_find(const uc_dense *table, const uc_newton_model *model,
                       double keep[], size_t *n_kept, bool *estimable, uc_error *err)
{
    unsigned char *off_face = calloc(table->n_cells, 1);
    uc_newton_model on_face = *model;
    bool exists = false;
    uc_status status;

    if (off_face == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a face");
    status = uc_existence_estimate(table, model, &exists, off_face, err);
    if (status == UC_OK) {
        *n_kept = 0;
        for (size_t w = 0; w < table->n_cells; w++) {
            keep[w] = model->keep[w] != 0.0 && !off_face[w] ? 1.0 : 0.0;
            *n_kept += keep[w] != 0.0;
        }
        on_face.keep = keep;
        status = uc_existence_estimable(table, &on_face, 0, estimable, err);
    }
    free(off_face);
    return status;
}
