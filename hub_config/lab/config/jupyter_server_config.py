"""The Jupyter server of a lab."""

from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets

c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "jupyter_lsp": False,
    "notebook": False,
    "hub_config.lab.extension": True,
}
c.ServerApp.quit_button = False
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# A course may have a Python with libraries of its own.
c.ServerApp.kernel_manager_class = "hub_config.lab.kernels.CourseKernels"

# The network is shared by all labs: kernels talk through files of their own lab instead.
c.KernelManager.transport = "ipc"
c.MappingKernelManager.cull_idle_timeout = 0
c.FileContentsManager.delete_to_trash = False
c.ContentsManager.allow_hidden = False
