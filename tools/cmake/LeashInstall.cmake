# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What is installed, as two components: `runtime`, the libraries with headers,
# CMake package and pkg-config files; `checkers`, plugin and drop-ins.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(FILES runtime/include/leash/annotations.h
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/leash" COMPONENT checkers)

if(LEASH_BUILD_CHECKERS)
  set(programs leash-clang-tidy-${LEASH_LLVM_VERSION})
  if(TARGET leash-clangd-${LEASH_LLVM_VERSION})
    list(APPEND programs leash-clangd-${LEASH_LLVM_VERSION})
  endif()
  # They use the LLVM libraries where those are.
  set_target_properties(${programs} PROPERTIES
                        INSTALL_RPATH "${LEASH_LLVM_ROOT}/lib")
  install(TARGETS ${programs} COMPONENT checkers
          RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(TARGETS leash-tidy-${LEASH_LLVM_VERSION} COMPONENT checkers
          LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endif()

if(NOT LEASH_BUILD_RUNTIME)
  return()
endif()
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Leash")

function(leash_install_targets export)
  install(TARGETS ${ARGN} EXPORT ${export} COMPONENT runtime
          LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(EXPORT ${export} NAMESPACE Leash:: FILE ${export}.cmake
          DESTINATION "${package}" COMPONENT runtime)
endfunction()
leash_install_targets(LeashTargets leashHeaders leash)
leash_install_targets(Leash-pool leashPool)
if(TARGET leashGtest)
  leash_install_targets(Leash-gtest leashGtest leashGtestMain)
endif()
install(DIRECTORY runtime/include/leash COMPONENT runtime
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES docs/records.schema.json COMPONENT runtime
        DESTINATION "${CMAKE_INSTALL_DATADIR}/leash")

configure_package_config_file(tools/cmake/LeashConfig.cmake.in LeashConfig.cmake
                              INSTALL_DESTINATION "${package}")
# Before 1.0 a minor release may change what it likes.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/LeashConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/LeashConfig.cmake"
              "${PROJECT_BINARY_DIR}/LeashConfigVersion.cmake"
        DESTINATION "${package}" COMPONENT runtime)

# From the .pc files' folder to the prefix.
file(RELATIVE_PATH LEASH_PC_PREFIX
     "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
foreach(name IN ITEMS leash leash-pool)
  configure_file(tools/cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" COMPONENT runtime
          DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()
