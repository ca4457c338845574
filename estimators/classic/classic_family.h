/** @file classic_family.h
 * Closed forms and sample coverage as families of methods.
 */
#ifndef UC_CLASSIC_FAMILY_H
#define UC_CLASSIC_FAMILY_H

struct uc_method_family;

extern const struct uc_method_family uc_family_classic;
extern const struct uc_method_family uc_family_coverage;

/** Variants of the closed forms; those of sample coverage are uc_coverage_kind. */
typedef enum uc_classic {
    UC_CLASSIC_PETERSEN,
    UC_CLASSIC_CHAPMAN,
    UC_CLASSIC_CHAO,
    UC_CLASSIC_ZELTERMAN,
    UC_CLASSIC_NO_HIGHEST
} uc_classic;

#endif
