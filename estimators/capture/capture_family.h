/** @file capture_family.h
 * The capture models as a family of methods.
 */
#ifndef UC_CAPTURE_FAMILY_H
#define UC_CAPTURE_FAMILY_H

#include "estimators/capture/capture.h"

struct uc_method_family;

extern const struct uc_method_family uc_family_capture;

/** Variant of a method of the registry: form and heterogeneity. */
#define UC_CAPTURE_VARIANT(form, heterogeneity) (8u * (form) + (heterogeneity))

#endif
