/** @file date.h
 * Dates in case files: whole or coarse, in a declared order of day, month and year.
 */
#ifndef UC_CASE_DATE_H
#define UC_CASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum uc_date_order {
    UC_DATE_YMD, /* 2016, 2016-07, 2016-07-31, also with a time after it */
    UC_DATE_DMY, /* 31/07/2016, 31.7.2016 */
    UC_DATE_MDY  /* 07/31/2016 */
} uc_date_order;

/** A day of the Gregorian calendar. Month and day are 0 where they were not given. */
typedef struct uc_date {
    int year, month, day;
} uc_date;

/** Reads a date. Only days that exist, years 1 to 9999.
 * @param date  Set when true is returned. */
bool uc_date_read(const char *text, size_t len, uc_date_order order, uc_date *date);

/** Days since 1970-01-01 of the first and the last day that the date may be. */
int32_t uc_date_first_day(const uc_date *date);
int32_t uc_date_last_day(const uc_date *date);

/** Writes the day as 2016-07-31. @param out 16 bytes. @return out. */
char *uc_date_write_day(int32_t days, char out[16]);

#endif
