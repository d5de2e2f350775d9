# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Settings every target shares: language, output folders, warnings,
# sanitizers, ccache.
option(LEASH_WERROR "Treat warnings as errors" OFF)
set(LEASH_SANITIZE "" CACHE STRING "Value of -fsanitize= for everything")
set(LEASH_OUTPUT_DIR "${PROJECT_BINARY_DIR}" CACHE PATH
    "Folder whose bin/ and lib/ receive the artefacts")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${LEASH_OUTPUT_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${LEASH_OUTPUT_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${LEASH_OUTPUT_DIR}/lib")

add_compile_options(-Wall -Wextra $<$<BOOL:${LEASH_WERROR}>:-Werror>)
if(LEASH_SANITIZE)
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_FLAGS "-fsanitize=${LEASH_SANITIZE}")
  check_cxx_source_compiles("int main() {}" LEASH_SANITIZE_LINKS)
  unset(CMAKE_REQUIRED_FLAGS)
  if(NOT LEASH_SANITIZE_LINKS)
    unset(LEASH_SANITIZE_LINKS CACHE)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} cannot link with "
      "-fsanitize=${LEASH_SANITIZE}: install its run-time library, for Clang "
      "N on Debian the package libclang-rt-N-dev.")
  endif()
  add_compile_options(-fsanitize=${LEASH_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LEASH_SANITIZE})
endif()

find_program(LEASH_CCACHE ccache)
mark_as_advanced(LEASH_CCACHE)
if(LEASH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What a precompiled header needs to be cached: see ccache's manual.
  set(launcher ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${LEASH_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
