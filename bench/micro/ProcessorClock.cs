using Perfolizer.Horology;

namespace Retort.Benchmarks;

/// <summary>The processor time of the process, which other work on the machine does not lengthen as it does the time on the wall.</summary>
internal sealed class ProcessorClock : IClock
{
    public string Title => "processor time";

    public bool IsAvailable => true;

    public Frequency Frequency => new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
