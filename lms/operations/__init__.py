"""Running the installation: migrations, the supervisor, the worker, the doctor."""
