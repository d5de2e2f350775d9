# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Chooses the LLVM release and, unless the user named a compiler, a recent
# Clang: it compiles Clang's headers in half the time GCC takes.
set(LEASH_LLVM_VERSION 22 CACHE STRING "LLVM release to build the checks for")
set_property(CACHE LEASH_LLVM_VERSION PROPERTY STRINGS 19 22)

# The run-time half alone is built by whatever compiler is the default.
if(DEFINED LEASH_BUILD_CHECKERS AND NOT LEASH_BUILD_CHECKERS)
  return()
endif()
foreach(lang IN ITEMS C CXX)
  if(DEFINED CMAKE_${lang}_COMPILER OR DEFINED ENV{${lang}}
     OR (lang STREQUAL "C" AND DEFINED ENV{CC}))
    continue()
  endif()
  set(name clang)
  if(lang STREQUAL "CXX")
    set(name clang++)
  endif()
  find_program(LEASH_${lang}_COMPILER
               NAMES ${name}-22 ${name}-${LEASH_LLVM_VERSION})
  mark_as_advanced(LEASH_${lang}_COMPILER)
  if(LEASH_${lang}_COMPILER)
    set(CMAKE_${lang}_COMPILER ${LEASH_${lang}_COMPILER})
  endif()
endforeach()
