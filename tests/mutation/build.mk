# SPDX-License-Identifier: MIT
#
# Read by make after the build's Makefile: how objects and programs are made.
# Each line is a name and its value; "unit" is a program, what it is linked
# of, and its own flags.
mutation_cc = $(CC) $(DEFS) $(DEFAULT_INCLUDES) $(INCLUDES)
mutation_flags = $(CPPFLAGS) $(CFLAGS)

mutation-build:
	$(info core $(mutation_cc) $(libkspcore_la_CPPFLAGS) \
	    $(libkspcore_la_CFLAGS) $(mutation_flags))
	$(info face $(mutation_cc) $(libkspface_la_CPPFLAGS) \
	    $(libkspface_la_CFLAGS) $(mutation_flags))
	$(info mech $(mutation_cc) $(libgssksp_la_CPPFLAGS) \
	    $(libgssksp_la_CFLAGS) $(mutation_flags))
	$(info built $(libkspcore_la_SOURCES) $(libkspface_la_SOURCES) \
	    $(libgssksp_la_SOURCES))
	$(info link $(CC) $(CFLAGS) $(LDFLAGS) -pthread)
	$(info libs $(CHECK_LIBS) $(KRB5_GSSAPI_LIBS) $(KRB5_LIBS) \
	    $(NETTLE_LIBS) $(LIBCRYPTO_LIBS) $(LIBS))
	$(foreach t,$(unit_tests),$(info unit $(t) \
	    $($(subst /,_,$(t))_LDFLAGS) $($(subst /,_,$(t))_OBJECTS) : \
	    $($(subst /,_,$(t))_LDADD)))
	@:
