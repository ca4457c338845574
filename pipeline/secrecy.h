/** @file secrecy.h
 * What of this process other processes and the disk may see.
 */
#ifndef UC_SECRECY_H
#define UC_SECRECY_H

/** Forbids that the memory of the process, in which identifiers of persons may be, is
 * dumped to a core file or handed to a crash reporter, or read by other processes of
 * the same user. It cannot be taken back. */
void uc_secrecy_begin(void);

#endif
