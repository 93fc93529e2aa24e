/* Who may write where. */
#ifndef SWIFTLET_OWNERS_H
#define SWIFTLET_OWNERS_H

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct swiftlet_owner {
	int is_link;  /* a symbolic link, which is not followed */
	int is_roots; /* only root may write in it */
	int is_ours;  /* it belongs to who asks, who may write in it without a capability */
};

static inline long swiftlet_owner_of(const char *path, struct swiftlet_owner *owner)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return -errno;
	owner->is_link = S_ISLNK(status.st_mode);
	owner->is_roots = status.st_uid == 0 && !(status.st_mode & S_IWOTH) &&
			  (status.st_gid == 0 || !(status.st_mode & S_IWGRP));
	owner->is_ours = status.st_uid == geteuid() && (status.st_mode & S_IWUSR);
	return 0;
}

#endif
