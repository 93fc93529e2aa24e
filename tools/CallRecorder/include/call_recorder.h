/* Records the bpf(2) calls of any loader. tools/conformance compares two loaders.
 *
 * The program is linked with -Wl,--wrap=syscall, so that all its calls of syscall(2) come here.
 * Without that nothing is recorded, and call_recorder_is_linked() says so. */
#ifndef CALL_RECORDER_H
#define CALL_RECORDER_H

/* Whether the calls come here. */
int call_recorder_is_linked(void);

/* From now on calls are written to this file, one text line or more for each (recorder.c); -1: no
 * longer. */
void call_recorder_write_to(int file);

/* Writes a line of the caller's among the calls. */
void call_recorder_note(const char *line);

/* The nanoseconds spent in bpf(2) so far, and the number of calls. */
unsigned long long call_recorder_nanoseconds(void);
unsigned long long call_recorder_calls(void);

/* The most memory that was resident, in KB (VmHWM: unlike ru_maxrss it is not the parent's). */
long call_recorder_peak_kilobytes(void);

#endif
