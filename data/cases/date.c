/* date.c - dates in case files */
#include "data/cases/date.h"

#include <stdio.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Reads up to three numbers between separators; returns how many, 0 when it is no date.
 * A time may follow a whole date after a T or a blank. */
static int read_parts(const char *text, size_t len, int part[3], int digits[3])
{
    int n = 0;
    size_t i = 0;

    while (n < 3) {
        int value = 0, width = 0;

        while (i < len && text[i] >= '0' && text[i] <= '9' && width < 5) {
            value = 10 * value + (text[i++] - '0');
            width++;
        }
        if (width < 1 || width > 4)
            return 0;
        part[n] = value;
        digits[n++] = width;
        if (i == len)
            return n;
        if (n == 3)
            return text[i] == 'T' || text[i] == ' ' ? n : 0;
        if (text[i] != '-' && text[i] != '/' && text[i] != '.')
            return 0;
        i++;
    }
    return 0;
}

static bool exists(const uc_date *date)
{
    if (date->year < 1 || date->month < 0 || date->month > 12)
        return false;
    if (date->month == 0)
        return date->day == 0;
    return date->day >= 0 && date->day <= days_in(date->year, date->month);
}

bool uc_date_read(const char *text, size_t len, uc_date_order order, uc_date *date)
{
    int part[3] = {0, 0, 0}, digits[3] = {0, 0, 0};
    const int n = read_parts(text, len, part, digits);
    uc_date made = {part[0], part[1], part[2]};

    if (n == 0)
        return false;
    if (order != UC_DATE_YMD && n == 1) {
        /* a year alone reads the same in every order */
    } else if (order == UC_DATE_DMY || order == UC_DATE_MDY) {
        const bool day_first = order == UC_DATE_DMY;

        if (n != 3 || digits[2] != 4)
            return false;
        made = (uc_date){part[2], part[day_first ? 1 : 0], part[day_first ? 0 : 1]};
    }
    if ((order == UC_DATE_YMD || n == 1) && digits[0] != 4)
        return false;
    if ((n > 1 && made.month == 0) || (n > 2 && made.day == 0) || !exists(&made))
        return false;
    *date = made;
    return true;
}

/* Days from civil, with years that begin in March (Hinnant 2013, chrono-compatible
 * low-level date algorithms). */
static int32_t day_number(int year, int month, int day)
{
    const int y = year - (month <= 2), era = y / 400, yoe = y - era * 400;
    const int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return (int32_t)(era * 146097 + doe - 719468);
}

int32_t uc_date_first_day(const uc_date *date)
{
    return day_number(date->year, date->month > 0 ? date->month : 1,
                      date->day > 0 ? date->day : 1);
}

int32_t uc_date_last_day(const uc_date *date)
{
    const int month = date->month > 0 ? date->month : 12;

    return day_number(date->year, month,
                      date->day > 0 ? date->day : days_in(date->year, month));
}

char *uc_date_write_day(int32_t days, char out[16])
{
    const int32_t z = days + 719468, era = z / 146097, doe = z - era * 146097;
    const int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int32_t mp = (5 * doy + 2) / 153;
    const int32_t month = mp < 10 ? mp + 3 : mp - 9;
    const int32_t year = yoe + era * 400 + (month <= 2);

    (void)snprintf(out, 16, "%04u-%02u-%02u", (unsigned)year % 10000,
                   (unsigned)month % 100,
                   (unsigned)(doy - (153 * mp + 2) / 5 + 1) % 100);
    return out;
}
