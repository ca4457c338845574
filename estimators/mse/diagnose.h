/** @file diagnose.h
 * What a careful statistician looks at before any estimate.
 */
#ifndef UC_DIAGNOSE_H
#define UC_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/model.h"

/** Why a list tells nothing about the others. */
typedef enum uc_list_finding {
    UC_LIST_INFORMATIVE,
    UC_LIST_EMPTY,     /* nobody on it */
    UC_LIST_COMPLETE,  /* everybody observed is on it */
    UC_LIST_DUPLICATE, /* the same people as an earlier list */
    UC_LIST_ISOLATED   /* shares nobody with any other list */
} uc_list_finding;

/** The best model by one criterion. */
typedef struct uc_best_model {
    uc_model model;  /* n_terms 0: none was found */
    double estimate; /* persons */
    bool proved;
} uc_best_model;

typedef struct uc_diagnosis {
    size_t n_lists;
    uint64_t n_people;
    uint64_t *size;           /* n_lists: people on each list */
    uint64_t *only;           /* n_lists: people on that list alone */
    uint64_t *overlap;        /* n_lists x n_lists: people on both; diagonal = size */
    uint64_t *captured;       /* n_lists + 1: captured[k] = people on exactly k lists */
    uc_list_finding *finding; /* n_lists */
    size_t *duplicate_of;     /* n_lists: index of the earlier list, or its own */
    size_t n_empty_pairs;     /* pairs of lists with no overlap */
    size_t n_impossible;      /* histories declared structural zeros */
    size_t n_triangles;       /* triples of lists with all three overlaps positive */
    size_t n_empty_triples;   /* of those, triples that nobody is on together */
    bool has_models;          /* 2 to UC_MODEL_MAX_LISTS lists and somebody observed */
    unsigned
        existence_main; /* 0 fine, 1 no finite estimate, 2 not identifiable, 3 both */
    unsigned
        existence_pairs; /* the same for the model with all pairs (3 lists or more) */
    bool facial_main, facial_pairs; /* the hidden count is estimable on the face */
    uc_best_model best[2][2];       /* by BIC and AIC; existence strict and facial */
} uc_diagnosis;

/** The lists and overlaps alone, without the two models (has_models false). */
uc_status uc_diagnose_lists(const uc_capture_table *table, uc_diagnosis *diagnosis,
                            uc_error *err) UC_MUST_CHECK;

/** Looks at one capture table. Cost 2^n_lists for the two models, else histories.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC. */
uc_status uc_diagnose(const uc_capture_table *table, uc_diagnosis *diagnosis,
                      uc_error *err) UC_MUST_CHECK;

void uc_diagnosis_clear(uc_diagnosis *diagnosis);

#endif
