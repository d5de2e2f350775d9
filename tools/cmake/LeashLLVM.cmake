# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Finds LLVM release LEASH_LLVM_VERSION and defines `leashLLVM`: the include
# paths and flags of code that lives among LLVM headers, with no library.
#
# LLVM's own CMake package is not used: it asks for development packages of
# libraries we never link, and takes longer to load than the rest together.
set(LEASH_LLVM_PREFIX "" CACHE PATH
    "Where LLVM is installed (default: found from LEASH_LLVM_VERSION)")

if(LEASH_LLVM_PREFIX)
  set(LEASH_LLVM_ROOT "${LEASH_LLVM_PREFIX}")
else()
  set(LEASH_LLVM_ROOT "/usr/lib/llvm-${LEASH_LLVM_VERSION}")
endif()

function(leash_llvm_missing what)
  message(FATAL_ERROR
    "Leash needs LLVM ${LEASH_LLVM_VERSION}, and ${what}.\n"
    "Run tools/setup (Debian packages llvm-${LEASH_LLVM_VERSION}-dev and "
    "libclang-${LEASH_LLVM_VERSION}-dev), or set LEASH_LLVM_PREFIX to where "
    "it is installed, or LEASH_LLVM_VERSION to the release you have, or "
    "LEASH_BUILD_CHECKERS=OFF to build the run-time library alone.")
endfunction()

set(header "${LEASH_LLVM_ROOT}/include/llvm/Config/llvm-config.h")
if(NOT EXISTS "${header}")
  leash_llvm_missing("${header} does not exist")
endif()
foreach(needed IN ITEMS include/clang-tidy/ClangTidyCheck.h
                        include/clang/AST/Decl.h lib/libclangTidy.a)
  if(NOT EXISTS "${LEASH_LLVM_ROOT}/${needed}")
    leash_llvm_missing("${LEASH_LLVM_ROOT}/${needed} does not exist")
  endif()
endforeach()
file(STRINGS "${header}" found REGEX "define LLVM_VERSION_MAJOR")
string(REGEX REPLACE ".*LLVM_VERSION_MAJOR +" "" found "${found}")
if(NOT found EQUAL LEASH_LLVM_VERSION)
  leash_llvm_missing("${LEASH_LLVM_ROOT} holds release ${found}")
endif()

# Shared libraries of a release, for the drop-ins and the unit tests only.
foreach(lib IN ITEMS clang-cpp LLVM)
  file(GLOB candidates "${LEASH_LLVM_ROOT}/lib/lib${lib}.so.${LEASH_LLVM_VERSION}*"
                       "${LEASH_LLVM_ROOT}/lib/lib${lib}.so")
  list(POP_FRONT candidates LEASH_LIB_${lib})
  if(NOT LEASH_LIB_${lib})
    leash_llvm_missing("${LEASH_LLVM_ROOT}/lib/lib${lib}.so.* does not exist")
  endif()
endforeach()

add_library(leashLLVM INTERFACE)
target_include_directories(leashLLVM INTERFACE "${PROJECT_SOURCE_DIR}/checkers")
target_include_directories(leashLLVM SYSTEM INTERFACE "${LEASH_LLVM_ROOT}/include")
target_compile_definitions(leashLLVM INTERFACE _GNU_SOURCE __STDC_CONSTANT_MACROS
                           __STDC_FORMAT_MACROS __STDC_LIMIT_MACROS)
# A later release deprecates what the oldest one supported has nothing for.
target_compile_options(leashLLVM INTERFACE -fno-rtti -fno-exceptions
                       -fvisibility-inlines-hidden -Wno-deprecated-declarations)
if(LEASH_SANITIZE MATCHES undefined)
  # Both compare type information, which LLVM is built without.
  target_compile_options(leashLLVM INTERFACE -fno-sanitize=vptr,function)
endif()

add_library(leashLLVMLibraries INTERFACE)
target_link_libraries(leashLLVMLibraries INTERFACE
                      "${LEASH_LIB_clang-cpp}" "${LEASH_LIB_LLVM}")
target_link_options(leashLLVMLibraries INTERFACE
                    "LINKER:-rpath,${LEASH_LLVM_ROOT}/lib")

# Clang alone gains from a precompiled header; GCC's is slower than none.
set(pch OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(pch ON)
endif()
option(LEASH_PCH "Precompile Clang's headers" ${pch})

# Builds the sources of \p target with the shared precompiled header.
function(leash_precompile target)
  if(NOT LEASH_PCH)
    return()
  endif()
  set_target_properties(${target} PROPERTIES PCH_INSTANTIATE_TEMPLATES OFF)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
