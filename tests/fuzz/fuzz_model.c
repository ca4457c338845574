/* fuzz_model.c - any text as a model in bracket notation */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A model that was read is hierarchical, and is read again from what it is written as.
 */
static void check_model(const uc_model *model)
{
    uc_model again = {0};
    uc_sink out;

    if (model->n_terms < model->n_lists)
        abort();
    for (size_t i = 0; i < model->n_terms; i++)
        for (unsigned j = 0; j < model->n_lists; j++) {
            const uint32_t below = model->term[i] & ~(UINT32_C(1) << j);

            if (below != 0 && !uc_model_has_term(model, below))
                abort();
        }
    uc_sink_memory(&out);
    uc_model_write(model, &out);
    if (out.status != UC_OK ||
        uc_model_parse(out.text, model->n_lists, &again, NULL) != UC_OK ||
        !uc_model_equal(model, &again))
        abort();
    uc_model_clear(&again);
    uc_sink_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t n_lists = size > 0 ? data[0] % (UC_MODEL_MAX_LISTS + 2) : 0;
    uc_model model = {0};
    char *text = calloc(size + 1, 1);
    uc_error err = {.msg = ""};

    if (text == NULL)
        abort();
    if (size > 0)
        memcpy(text, data + 1, size - 1);
    if (uc_model_parse(text, n_lists, &model, &err) == UC_OK)
        check_model(&model);
    else if (err.msg[0] == '\0' || model.term != NULL)
        abort();
    uc_model_clear(&model);
    free(text);
    return 0;
}
