# How the published data sets get into the library: data/sets/<Name>/* becomes one
# assembler file of .incbin lines. Included by the Makefile, which gives $B and EXTRA_OBJ.

SETS_FILES := $(sort $(wildcard data/sets/*/*))

EXTRA_OBJ += $B/generated/sets_data.o

# The list of names is a prerequisite of its own: a file that was removed is no longer a
# prerequisite, but it has to leave the table all the same.
$B/generated/sets_list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(SETS_FILES) | cmp -s - $@ || printf '%s\n' $(SETS_FILES) > $@

$B/generated/sets_data.S: scripts/embed-sets data/sets.mk $(SETS_FILES) $B/generated/sets_list
	@mkdir -p $(@D)
	scripts/embed-sets data/sets > $@.new
	@mv $@.new $@

$B/generated/sets_data.o: $B/generated/sets_data.S
	$(CC) -c -o $@ $<
