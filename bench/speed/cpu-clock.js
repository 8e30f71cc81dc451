// Preloaded into a program that times itself with `performance.now`: it then tells CPU time, user and system.
performance.now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
