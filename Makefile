# Build, test and install undercount.
#
#   make                     build/release/undercount and the library
#   make test                unit tests, then golden cases
#   make CONFIG=asan test    the same under AddressSanitizer and UBSan
#   make install DESTDIR=... PREFIX=/usr
#   make help                every target
#
# Everything that is made goes to build/<config>/; nothing is written beside a source.

# `all` has to be the default even if an included file defines rules.
all:

# -- Settings a caller may change ----------------------------------------------------

CONFIG   ?= release
B        ?= build/$(CONFIG)
DESTDIR  ?=
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
LIBDIR   ?= $(PREFIX)/lib
INCDIR   ?= $(PREFIX)/include/undercount
MANDIR   ?= $(PREFIX)/share/man
DATADIR  ?= $(PREFIX)/share/undercount
DOCDIR   ?= $(PREFIX)/share/doc/undercount
UNITDIR  ?= $(PREFIX)/lib/systemd/system
BASHDIR  ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR   ?= $(PREFIX)/share/zsh/site-functions
INSTALL  ?= install
PKG_CONFIG   ?= pkg-config
CLANG        ?= clang
CLANG_FORMAT ?= clang-format
CLANG_TIDY   ?= clang-tidy
CPPCHECK     ?= cppcheck
SCDOC        ?= scdoc
FUZZ_SECONDS ?= 60

# The version is written once, in VERSION; soname and archive names follow it. The soname
# changes only with the binary interface, so it is a number of its own.
VERSION := $(shell cat VERSION)
SOMAJOR := 0

# -- What a configuration means ------------------------------------------------------

# Each configuration has its own folder, so switching never mixes objects. Fortified
# string functions need an optimising build, hence only release has them; the sanitizers
# intercept the same functions themselves.
HARDEN_C  := -fstack-protector-strong
HARDEN_LD := -Wl,-z,relro,-z,now
ifeq ($(CONFIG),release)
CFLAGS   ?= -O2 -g
HARDEN_C += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
else ifeq ($(CONFIG),plain)
# As on a processor without AVX2: the same source has to give the same bytes.
CFLAGS   ?= -O2 -g
HARDEN_C += -DUC_NO_CLONES
else ifeq ($(CONFIG),debug)
CFLAGS ?= -O0 -g3
else ifeq ($(CONFIG),asan)
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(CONFIG),tsan)
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
SAN    := -fsanitize=thread
else ifeq ($(CONFIG),coverage)
CFLAGS ?= -O0 -g
SAN    := --coverage -fprofile-abs-path
else ifeq ($(CONFIG),fuzz)
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
SAN    := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
else
$(error CONFIG is '$(CONFIG)'; allowed: release plain debug asan tsan coverage fuzz)
endif

# -- Libraries -----------------------------------------------------------------------

# libcsv and GLPK ship no pkg-config file; Random123 is headers only. --as-needed keeps
# what nothing uses yet out of the program's list of libraries. Cleaning and asking for
# help need no library, so they are not stopped by a missing one.
PKGS := gsl yaml-0.1 jansson libutf8proc libsodium sqlite3 sleef
ifneq ($(filter-out clean distclean help dist format uninstall,$(or $(MAKECMDGOALS),all)),)
MISSING := $(strip $(foreach p,$(PKGS),$(shell $(PKG_CONFIG) --exists $p || echo $p)))
ifneq ($(MISSING),)
$(error pkg-config does not find: $(MISSING). scripts/install-deps build installs what is needed)
endif
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(PKGS))
# Optional: without it SPSS, Stata and SAS files are refused with the reason. It has no
# pkg-config file in Debian 12. READSTAT=0 leaves it out.
READSTAT   ?= $(shell echo '\#include <readstat.h>' | $(CC) -E -xc - >/dev/null 2>&1 && echo 1)
ifeq ($(READSTAT),1)
PKG_CFLAGS += -DUC_HAVE_READSTAT
PKG_LIBS   += -lreadstat
endif
endif
LIBS := -lcsv -lglpk $(PKG_LIBS) -lm

# A format whose library is not there is left out, and says so when it is asked for.
ifeq ($(shell $(PKG_CONFIG) --exists xlsxwriter && echo yes),yes)
PKG_CFLAGS += -DUC_WITH_XLSX $(shell $(PKG_CONFIG) --cflags xlsxwriter)
LIBS       += $(shell $(PKG_CONFIG) --libs xlsxwriter)
endif

# -- Flags ---------------------------------------------------------------------------

# No fused multiply-add unless written (-ffp-contract=off) and no -march: the same source
# has to give the same digits on every x86-64. File names in debug information are relative,
# so two checkouts build the same bytes.
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla
WARN += -Werror=implicit-function-declaration
ifdef WERROR
WARN += -Werror
endif
BASE_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -I. '-DUC_VERSION="$(VERSION)"' \
              -ffp-contract=off -pthread -ffile-prefix-map=$(CURDIR)=. \
              $(WARN) $(HARDEN_C) $(SAN) $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pthread -Wl,--as-needed $(HARDEN_LD) $(SAN) $(LDFLAGS)

# The library can be linked into anything, so it is position independent; what it exports
# is marked UC_API in the headers, the rest is hidden.
LIB_CFLAGS := -fPIC -fvisibility=hidden
EXE_CFLAGS := -fPIE
PIE        := -pie

# -- Sources -------------------------------------------------------------------------

# The folder tree is the list of sources, up to three levels below a layer. data/sets holds
# published data, not code; data/sets.mk, if present, says how it is embedded and appends
# the object to EXTRA_OBJ.
below     = $(wildcard $(addsuffix $2,$(addprefix $1,/ /*/ /*/*/ /*/*/*/)))
LIB_SRC  := $(sort $(filter-out data/sets/%,$(foreach d,data estimators reports,$(call below,$d,*.c))))
PIPE_SRC := $(sort $(filter-out pipeline/mpi/%,$(call below,pipeline,*.c)))

# make MPI=1 also builds undercount-mpi: the same parts, with other ways to distribute tasks
# and another main(). Open MPI's compiler wrapper knows its flags.
MPI_SRC  := $(if $(MPI),$(wildcard pipeline/mpi/*.c))
MPICC    ?= mpicc
LIB_HDR  := $(sort $(filter-out data/sets/%,$(foreach d,data estimators reports,$(call below,$d,*.h))))
PUB_HDR  := $(foreach h,$(LIB_HDR),$(if $(findstring /internal/,$h),,$h))

# tests/<anything>/test_*.c is one program each. Other sources there are helpers shared by
# all of them, save in the folders that have their own targets.
TEST_ALL := $(call below,tests,*.c)
TEST_OWN := tests/preload/% tests/faults/% tests/bench/% tests/fuzz/% tests/golden/% tests/oracle/% tests/long/%
TEST_SRC := $(sort $(filter-out $(TEST_OWN),$(call below,tests,test_*.c)))
HELP_SRC := $(sort $(filter-out $(TEST_OWN) $(TEST_SRC),$(TEST_ALL)))
BENCH_SRC := $(sort $(wildcard tests/bench/*.c))
FUZZ_SRC  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_HELP := $(filter-out $(FUZZ_SRC),$(wildcard tests/fuzz/*.c))

EXTRA_OBJ :=
-include data/sets.mk

obj       = $(patsubst %.c,$B/%.o,$1)
LIB_OBJ  := $(call obj,$(LIB_SRC)) $(EXTRA_OBJ)
PIPE_OBJ := $(call obj,$(PIPE_SRC))
MAIN_OBJ := $(filter $B/pipeline/main.o,$(PIPE_OBJ))
PART_OBJ := $(filter-out $(MAIN_OBJ),$(PIPE_OBJ))
HELP_OBJ := $(call obj,$(HELP_SRC))
MPI_OBJ  := $(call obj,$(MPI_SRC))
ALL_OBJ  := $(sort $(LIB_OBJ) $(PIPE_OBJ) $(MPI_OBJ) $(HELP_OBJ) \
              $(call obj,$(TEST_SRC) $(BENCH_SRC) $(FUZZ_SRC) $(FUZZ_HELP)))

STATIC  := $B/libundercount.a
SHARED  := $B/libundercount.so.$(VERSION)
SONAME  := libundercount.so.$(SOMAJOR)
PROGRAM := $(if $(MAIN_OBJ),$B/undercount) $(if $(MPI_SRC),$B/undercount-mpi)
PARTS   := $(if $(PART_OBJ),$B/libpipeline.a)
HELPERS := $(if $(HELP_OBJ),$B/libtestsupport.a)
TESTS   := $(TEST_SRC:%.c=$B/%)
FUZZERS := $(FUZZ_SRC:%.c=$B/%)

# -- Building ------------------------------------------------------------------------

# Before there is a main.c the library is the product.
all: $(PROGRAM) $(STATIC) $(SHARED)

# A changed compiler or flag must rebuild as surely as a changed source. The stamp holds
# the flags and is rewritten only when they differ, so it costs nothing otherwise.
FLAGS_NOW = $(CC) $(BASE_CFLAGS) | $(LIB_CFLAGS) | $(EXE_CFLAGS) | $(ALL_LDFLAGS) $(LIBS)
$B/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $@ || \
	 printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' > $@

# -MMD -MP records the headers each object read, and survives a header that was removed.
$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(CC) $(BASE_CFLAGS) $(OBJ_CFLAGS) -MMD -MP -c -o $@ $<
$(call obj,$(LIB_SRC)): OBJ_CFLAGS = $(LIB_CFLAGS)
$(PIPE_OBJ) $(HELP_OBJ) $(call obj,$(TEST_SRC) $(BENCH_SRC) $(FUZZ_SRC) $(FUZZ_HELP)): \
	OBJ_CFLAGS = $(EXE_CFLAGS)

# An archive is written afresh: `ar r` alone would keep members whose source is gone. The
# member list is a prerequisite for the same reason. D leaves out times and owners.
define archive
	@rm -f $@
	$(AR) rcsD $@ $(filter %.o,$^)
endef
$(STATIC): $(LIB_OBJ) $B/members
	$(archive)
$B/libpipeline.a: $(PART_OBJ) $B/members
	$(archive)
$B/libtestsupport.a: $(HELP_OBJ) $B/members
	$(archive)
$B/members: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(ALL_OBJ)' | cmp -s - $@ || printf '%s\n' '$(ALL_OBJ)' > $@

# A sanitizer's run-time library is found only in the program, so the shared library may
# leave names open there, and nowhere else.
$(SHARED): $(LIB_OBJ) $B/members
	$(CC) $(ALL_LDFLAGS) -shared -Wl,-soname,$(SONAME) $(if $(SAN),,-Wl,-z,defs) \
	  -o $@ $(filter %.o,$^) $(LIBS)
	@ln -sf $(@F) $B/$(SONAME)
	@ln -sf $(SONAME) $B/libundercount.so

$B/undercount: $(MAIN_OBJ) $(PARTS) $(STATIC)
	$(CC) $(ALL_LDFLAGS) $(PIE) -o $@ $^ $(LIBS)

$(MPI_OBJ): OBJ_CFLAGS = $(EXE_CFLAGS) $(shell $(MPICC) --showme:compile)
$B/undercount-mpi: $(MPI_OBJ) $(filter-out $B/pipeline/distribute.o,$(PART_OBJ)) $(STATIC)
	$(CC) $(ALL_LDFLAGS) $(PIE) -o $@ $^ $(LIBS) $(shell $(MPICC) --showme:link)

# Written for the place it will be installed in; --define-prefix is not needed then.
define PC_TEXT
prefix=$(PREFIX)
libdir=$(LIBDIR)
includedir=$(INCDIR)

Name: undercount
Description: Estimates of persons never identified, from lists of those who were
Version: $(VERSION)
Libs: -L$${libdir} -lundercount
Libs.private: $(LIBS) -pthread
Cflags: -I$${includedir}
endef
export PC_TEXT
$B/undercount.pc: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$PC_TEXT" > $@

# -- Tests ---------------------------------------------------------------------------

# Tests run from the root of the tree, because they name their data from there.
$(TESTS): $B/%: $B/%.o $(HELPERS) $(PARTS) $(STATIC)
	$(CC) $(ALL_LDFLAGS) $(PIE) -o $@ $^ -lcmocka $(LIBS)

# The program as its next version would be: what names the version is compiled anew, and
# found before the library's. Tests let both share a history.
NEXT_SRC := $(shell grep -l UC_VERSION $(LIB_SRC) $(PIPE_SRC) /dev/null)
NEXT_OBJ := $(NEXT_SRC:%.c=$B/next/%.o)
$B/next/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(CC) $(BASE_CFLAGS) $(EXE_CFLAGS) -UUC_VERSION '-DUC_VERSION="$(VERSION)-next"' \
	  -MMD -MP -c -o $@ $<
$B/undercount-next: $(NEXT_OBJ) $(MAIN_OBJ) $(PARTS) $(STATIC)
	$(CC) $(ALL_LDFLAGS) $(PIE) -o $@ $^ $(LIBS)

tests: $(TESTS) $(PROGRAM) $B/undercount-next

unit: $(TESTS) $(PROGRAM)
	@scripts/run-unit-tests $(TESTS)

golden: $(PROGRAM)
	@UNDERCOUNT='$(abspath $(PROGRAM))' tests/golden/run

test:
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory golden

# Timings are never part of a test; this prints them.
bench: $(if $(BENCH_SRC),$B/bench) $(PROGRAM)
	@$(if $(BENCH_SRC),$B/bench,echo 'no benchmarks yet (tests/bench)')
	@if command -v Rscript >/dev/null; then echo; scripts/bench-peers; fi
$B/bench: $(call obj,$(BENCH_SRC)) $(PARTS) $(STATIC)
	$(CC) $(ALL_LDFLAGS) $(PIE) -o $@ $^ $(LIBS)

# See scripts/fuzz.
fuzz:
	@CLANG='$(CLANG)' scripts/fuzz $(FUZZ_SECONDS)
fuzz-build: $(FUZZERS)
$(FUZZERS): $B/%: $B/%.o $(call obj,$(FUZZ_HELP)) $(PARTS) $(STATIC)
	$(CC) $(subst fuzzer-no-link,fuzzer,$(ALL_LDFLAGS)) $(PIE) -o $@ $^ $(LIBS)

# What takes hours: complete fault injection, long fuzzing, whole suites under each tool.
# Every executable in tests/long is one such check.
check-long: $(PROGRAM) $(TESTS)
	@set -e; for t in $(wildcard tests/long/*); do \
	  if [ -x "$$t" ] && [ -f "$$t" ]; then echo "== $$t"; \
	    UNDERCOUNT='$(abspath $(PROGRAM))' "$$t"; fi; done
	@$(MAKE) --no-print-directory CONFIG=asan test
	@$(MAKE) --no-print-directory CONFIG=tsan unit
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=600

# Both compilers, warnings as errors, in folders of their own.
objects: $(filter-out $(call obj,$(FUZZ_SRC) $(FUZZ_HELP)),$(ALL_OBJ))
compile-check:
	@$(MAKE) --no-print-directory B=build/check-gcc CC=gcc WERROR=1 objects
	@$(MAKE) --no-print-directory B=build/check-clang CC=$(CLANG) WERROR=1 objects

coverage:
	@$(MAKE) --no-print-directory CONFIG=coverage test
	@scripts/coverage build/coverage

# -- Keeping the source in shape -----------------------------------------------------

C_FILES = $(LIB_SRC) $(LIB_HDR) $(PIPE_SRC) $(call below,pipeline,*.h) $(TEST_ALL) \
          $(call below,tests,*.h)

format:
	$(if $(strip $(C_FILES)),$(CLANG_FORMAT) -i $(C_FILES))

TIDY := -*,bugprone-*,-bugprone-easily-swappable-parameters,cert-*,clang-analyzer-*
TIDY := $(TIDY),-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling
TIDY := $(TIDY),-bugprone-sizeof-expression
lint: $(addprefix $B/lint/,$(LIB_SRC) $(PIPE_SRC))
	$(CPPCHECK) --quiet --std=c11 --enable=warning,performance,portability \
	  --suppress=missingIncludeSystem --inline-suppr --error-exitcode=1 -I. \
	  '-DUC_VERSION="$(VERSION)"' $(LIB_SRC) $(PIPE_SRC)
$B/lint/%.c: %.c FORCE
	@mkdir -p $(@D)
	$(CLANG_TIDY) --quiet --warnings-as-errors='*' --checks='$(TIDY)' $< -- \
	  -std=c11 -D_POSIX_C_SOURCE=200809L -I. '-DUC_VERSION="$(VERSION)"' $(PKG_CFLAGS)

clean:
	rm -rf build

# -- Installing ----------------------------------------------------------------------

# One list says what goes where; uninstall removes by the same names. The manual page is
# printed by the program itself, from the table that also drives parsing and --help.
SETS := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard data/sets/*/README.md)))))

$B/undercount.1: $(PROGRAM)
	@if $< help --man > $@.scd && $(SCDOC) < $@.scd > $@.new; then mv $@.new $@; \
	 else rm -f $@ $@.new; echo 'no manual page: see above' >&2; fi

# Pages about files are written by hand; what completes command lines is printed by the
# program, like its own page.
PAGES5 := $(notdir $(patsubst %.scd,%,$(wildcard docs/*.5.scd)))
$B/%.5: docs/%.5.scd
	@mkdir -p $(@D)
	@$(SCDOC) < $< > $@.new && mv $@.new $@

$B/completion.%: $(PROGRAM)
	@$< help --completion $* > $@.new && mv $@.new $@

SHIPS := $(if $(PROGRAM),$B/undercount.1 $(addprefix $B/,$(PAGES5)) $B/completion.bash \
           $B/completion.zsh)

install: all $B/undercount.pc $(SHIPS)
	$(INSTALL) -d '$(DESTDIR)$(LIBDIR)/pkgconfig' '$(DESTDIR)$(INCDIR)' \
	  '$(DESTDIR)$(DATADIR)/sets' '$(DESTDIR)$(DOCDIR)/examples'
	$(INSTALL) -m 644 $(STATIC) '$(DESTDIR)$(LIBDIR)'
	$(INSTALL) -m 755 $(SHARED) '$(DESTDIR)$(LIBDIR)'
	ln -sf $(notdir $(SHARED)) '$(DESTDIR)$(LIBDIR)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(LIBDIR)/libundercount.so'
	$(INSTALL) -m 644 $B/undercount.pc '$(DESTDIR)$(LIBDIR)/pkgconfig'
	@set -e; for h in $(PUB_HDR); do \
	  $(INSTALL) -D -m 644 "$$h" '$(DESTDIR)$(INCDIR)'/"$$h"; done
	@set -e; for s in $(SETS); do $(INSTALL) -d '$(DESTDIR)$(DATADIR)/sets'/"$$s"; \
	  $(INSTALL) -m 644 data/sets/"$$s"/* '$(DESTDIR)$(DATADIR)/sets'/"$$s"; done
	ln -sfn ../../../undercount/sets/appraisal '$(DESTDIR)$(DOCDIR)/examples/appraisal'
	@set -e; for f in README.md CHANGELOG.md CITATION.cff; do if [ -f $$f ]; then \
	  $(INSTALL) -m 644 $$f '$(DESTDIR)$(DOCDIR)'; fi; done
ifneq ($(PROGRAM),)
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(MANDIR)/man1'
	$(INSTALL) -m 755 $(PROGRAM) '$(DESTDIR)$(BINDIR)'
	@if [ -f $B/undercount.1 ]; then \
	  $(INSTALL) -m 644 $B/undercount.1 '$(DESTDIR)$(MANDIR)/man1'; fi
	@set -e; for p in $(PAGES5); do \
	  $(INSTALL) -D -m 644 $B/$$p '$(DESTDIR)$(MANDIR)'/man5/$$p; done
	$(INSTALL) -D -m 644 $B/completion.bash '$(DESTDIR)$(BASHDIR)/undercount'
	$(INSTALL) -D -m 644 $B/completion.zsh '$(DESTDIR)$(ZSHDIR)/_undercount'
	@set -e; for u in scripts/systemd/*; do \
	  sed 's|/usr/bin/|$(BINDIR)/|' "$$u" > $B/unit; \
	  $(INSTALL) -D -m 644 $B/unit '$(DESTDIR)$(UNITDIR)'/"$${u##*/}"; done
	$(INSTALL) -m 644 scripts/cron/undercount.crontab '$(DESTDIR)$(DOCDIR)/examples'
endif

uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/undercount' '$(DESTDIR)$(MANDIR)/man1/undercount.1'
	rm -f '$(DESTDIR)$(MANDIR)'/man5/undercount-*.5 '$(DESTDIR)$(BASHDIR)/undercount'
	rm -f '$(DESTDIR)$(ZSHDIR)/_undercount' '$(DESTDIR)$(UNITDIR)'/undercount@.*
	rm -f '$(DESTDIR)$(LIBDIR)/libundercount.a' '$(DESTDIR)$(LIBDIR)'/libundercount.so*
	rm -f '$(DESTDIR)$(LIBDIR)/pkgconfig/undercount.pc'
	rm -rf '$(DESTDIR)$(INCDIR)' '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(DOCDIR)'

# A package for this Debian: what `make install` puts in place, without the library.
deb: all $(SHIPS)
	@MAKE='$(MAKE)' scripts/make-deb '$(VERSION)' build

# The committed tree as an archive: same commit, same bytes.
dist:
	@mkdir -p build
	git archive --format=tar --prefix=undercount-$(VERSION)/ HEAD | gzip -n -9 \
	  > build/undercount-$(VERSION).tar.gz

help:
	@echo 'all            build/<config>/undercount, libundercount.a and .so (default)'
	@echo 'test           unit, then golden; also as separate targets'
	@echo 'bench          timings'
	@echo 'fuzz           FUZZ_SECONDS=60 for each target, with clang'
	@echo 'check-long     everything that takes hours'
	@echo 'compile-check  gcc and clang, warnings as errors'
	@echo 'coverage       lines and branches reached by the tests'
	@echo 'format lint    clang-format; clang-tidy and cppcheck'
	@echo 'install        DESTDIR, PREFIX; uninstall removes it again'
	@echo 'deb            build/undercount_VERSION_ARCH.deb'
	@echo 'dist clean     archive of the last commit; remove build/'
	@echo 'CONFIG=release|plain|debug|asan|tsan|coverage|fuzz; WERROR=1; CC=clang'

.PHONY: all tests unit golden test bench fuzz fuzz-build check-long objects \
        compile-check coverage format lint clean install uninstall deb dist help FORCE
.SECONDARY:
.DELETE_ON_ERROR:
-include $(ALL_OBJ:.o=.d) $(NEXT_OBJ:.o=.d)
