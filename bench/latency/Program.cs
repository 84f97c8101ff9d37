// A network between a client and a PostgreSQL server on a local socket: what the client sends arrives late, so that each round trip takes that much longer.
//   latency SOCKET MILLISECONDS      prints the port it listens at, and ends with standard input
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

var delay = TimeSpan.FromMilliseconds(double.Parse(args[1], CultureInfo.InvariantCulture));
using var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
new Thread(Accept) { IsBackground = true }.Start();
Console.In.ReadToEnd();

void Accept()
{
    while (true)
    {
        var client = listener.AcceptSocket();
        client.NoDelay = true;
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Connect(new UnixDomainSocketEndPoint(args[0]));
        Start(() => Carry(client, server, delay));
        Start(() => Carry(server, client, TimeSpan.Zero));
    }
}

// One thread receives and another one delivers, so that what follows closely is not delayed twice.
static void Carry(Socket from, Socket to, TimeSpan delay)
{
    var underWay = new BlockingCollection<(long Sent, byte[] Bytes)>();
    Start(() => Deliver(underWay, to, delay));
    var buffer = new byte[65536];
    try
    {
        while (from.Receive(buffer) is > 0 and var count)
        {
            underWay.Add((Stopwatch.GetTimestamp(), buffer[..count]));
        }
    }
    catch (SocketException)
    {
        // The other side hung up, which is an end like any other.
    }

    underWay.CompleteAdding();
}

static void Deliver(BlockingCollection<(long Sent, byte[] Bytes)> underWay, Socket to, TimeSpan delay)
{
    try
    {
        foreach (var (sent, bytes) in underWay.GetConsumingEnumerable())
        {
            // The system sleeps for a little longer than it is asked to, so the last bit is waited for awake.
            for (var left = delay - Stopwatch.GetElapsedTime(sent); left > TimeSpan.Zero; left = delay - Stopwatch.GetElapsedTime(sent))
            {
                if (left > TimeSpan.FromMilliseconds(1.2))
                {
                    Thread.Sleep(1);
                }
                else
                {
                    Thread.Yield();
                }
            }

            to.Send(bytes);
        }

        to.Shutdown(SocketShutdown.Send);
    }
    catch (SocketException)
    {
    }
}

static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();
