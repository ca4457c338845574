/* cmd_init.c - undercount init */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/sets.h"
#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"

static const char run_file[] =
    "# A run file describes one report. Paths are relative to this file and stay "
    "below\n"
    "# its folder. 'undercount run report.yml' makes the report; 'undercount "
    "check-config\n"
    "# report.yml' only checks this file.\n"
    "title: Estimated and identified persons - a first report\n"
    "seed: 20170730            # the same seed gives the same bytes\n"
    "output: output/           # where the files go\n"
    "areas: areas.csv          # codes and names of the areas\n"
    "\n"
    "inputs:\n"
    "  identified: [identified.csv]  # how many were formally identified\n"
    "  published: [published.csv]    # estimates made by others\n"
    "  population: [population.csv]  # for rates per 100,000\n"
    "\n"
    "# Lists of the same persons, one 0/1 column each, and a count.\n"
    "captures:\n"
    "  example:\n"
    "    file: lists.csv\n"
    "    area: GBR\n"
    "    period: \"2013\"\n"
    "    definition: potential victims of trafficking\n"
    "    lists: [LA, NG, PFNCA, GO, GP]\n"
    "    # by: [sex]                # one estimate for each value of these columns\n"
    "    identified: any list       # or: list PFNCA, or: {area: GBR, period: "
    "\"2013\"}\n"
    "    source: Home Office (2014); Silverman (2020)\n"
    "\n"
    "# Methods are listed by 'undercount methods'; their settings by 'undercount "
    "estimate\n"
    "# --help', here written with blanks for hyphens (max order: 2).\n"
    "estimate:\n"
    "  - {from: example, method: [bic, stepwise]}\n"
    "  # - {from: example, method: bic, bootstrap: 1000, interval: bca, level: [0.95, "
    "0.80]}\n"
    "\n"
    "# Each estimate against those identified. 'note' becomes a footnote.\n"
    "compare:\n"
    "  - {estimate: example}\n"
    "  - estimate: {published: forced labour, area: WORLD, period: \"2016\"}\n"
    "    identified: {area: WORLD, period: \"2016\"}\n"
    "    note: identified is a yearly flow, the estimate a stock on a given day\n"
    "\n"
    "publish: {formats: [csv, markdown, json]}\n";

static const char areas[] = "code,name\nWORLD,World\nGBR,United Kingdom\n";

static const char identified[] = "area,period,stage,count,source,note\n"
                                 "WORLD,2016,identified,66520,\"US Department of "
                                 "State, Trafficking in Persons Report "
                                 "2017\",quoted at second hand\n";

static const char published[] =
    "area,period,definition,estimate,low,high,level,source,note\n"
    "WORLD,2016,forced labour,24900000,,,,\"Global Estimates of Modern Slavery 2017 "
    "(ILO, Walk Free, IOM)\",quoted at second hand\n";

static const char population[] = "area,period,population,source\n"
                                 "WORLD,2016,7528879985,\"World Bank, SP.POP.TOTL\"\n"
                                 "GBR,2013,64139000,\"World Bank, SP.POP.TOTL\"\n";

static uc_status write_lists(const char *folder, uc_error *err)
{
    const uc_set *set = uc_sets_find("UKdat_5");
    const uc_sets_file *file = set != NULL ? uc_sets_file_of(set, NULL) : NULL;

    if (file == NULL)
        return uc_fail(err, UC_EINVAL, "the program carries no data set UKdat_5");
    return uc_output_in_folder(folder, "lists.csv", file->bytes, file->len, NULL, err);
}

/* The folder must be new: nothing of anybody's is overwritten. */
static uc_status check_new(const char *folder, uc_error *err)
{
    struct stat info;

    if (stat(folder, &info) == 0)
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0,
                          "exists already; name a new folder");
    if (errno != ENOENT)
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0, "cannot be looked at: %s",
                          strerror(errno));
    return UC_OK;
}

static const struct {
    const char *name, *text;
} files[] = {
    {"report.yml", run_file},       {"areas.csv", areas},
    {"identified.csv", identified}, {"published.csv", published},
    {"population.csv", population},
};

#define N_FILES (sizeof files / sizeof *files)

/* A new folder that could not be filled would be in the way of the next try. */
static void take_back(const char *folder)
{
    char path[4096 + 32];

    for (size_t i = 0; i < N_FILES; i++)
        if (snprintf(path, sizeof path, "%s/%s", folder, files[i].name) <
            (int)sizeof path)
            (void)unlink(path);
    (void)rmdir(folder);
}

static uc_status write_all(const char *folder, uc_error *err)
{
    uc_status status = check_new(folder, err);

    if (status == UC_OK)
        status = uc_output_folder(folder, err);
    if (status != UC_OK)
        return status;
    for (size_t i = 0; status == UC_OK && i < N_FILES; i++)
        status = uc_output_in_folder(folder, files[i].name, files[i].text,
                                     strlen(files[i].text), NULL, err);
    if (status == UC_OK)
        status = write_lists(folder, err);
    if (status != UC_OK)
        take_back(folder);
    return status;
}

static int init(const char *folder)
{
    uc_error err = {.msg = ""};
    uc_sink out;

    if (write_all(folder, &err) != UC_OK)
        return uc_message_failure(&err, NULL);
    uc_sink_memory(&out);
    uc_sink_printf(&out,
                   "Wrote a run file and sample data to %s\n"
                   "  undercount run %s/report.yml\n",
                   folder, folder);
    return uc_commands_print(&out);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_args args;
    uc_error err;
    int code;

    (void)cancel;
    if (uc_options_parse(&uc_command_init, argc, argv, NULL, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "init");
    code = args.help ? uc_commands_print_help(&uc_command_init) : init(args.operand[0]);
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_init = {
    .name = "init",
    .operands = "DIR",
    .summary = "write a commented run file and sample data into a new folder",
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
