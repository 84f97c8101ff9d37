using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>A network between a runner and a server that can be cut: it then swallows what it is given, or it breaks its connections off.</summary>
internal sealed class NetworkLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Wire> _wires = [];
    private readonly UnixDomainSocketEndPoint _server;
    private readonly string _database;
    private int _trips;
    private volatile bool _isCut;

    public NetworkLink(PostgresDatabase database)
    {
        _server = new UnixDomainSocketEndPoint($"{database.Server.Folder}/.s.PGSQL.5432");
        _database = database.Name;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The address of the database over this network.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{_database}?connect_timeout=1&sslmode=disable");

    /// <summary>The same for a runner that does not wait long for signs of life.</summary>
    public string ImpatientUrl => $"{Url}&tcp_user_timeout=1500";

    /// <summary>How often the first connection has sent something.</summary>
    public int Trips => _trips;

    /// <summary>With which trip of the first connection it is cut: what is sent arrives, its answer does not.</summary>
    public int? CutWith { get; init; }

    /// <summary>Whether it swallows what it is given when it is cut.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Cuts it.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var wire in _wires)
        {
            wire.IsCut = true;
            if (!IsSilent)
            {
                wire.Break();
            }
        }
    }

    /// <summary>Lets new connections through; those from before stay as they are.</summary>
    public void Mend() => _isCut = false;

    /// <summary>Breaks all connections off, so that each side learns that the other one is gone.</summary>
    public void Break()
    {
        foreach (var wire in _wires)
        {
            wire.Break();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Break();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var wire = new Wire(await _listener.AcceptSocketAsync(_end.Token), isFirst: _wires.IsEmpty) { IsCut = _isCut };
            _wires.Add(wire);
            if (!_isCut)
            {
                await wire.Server.ConnectAsync(_server, _end.Token);
                _ = PumpAsync(wire, wire.Client, wire.Server);
                _ = PumpAsync(wire, wire.Server, wire.Client);
            }
            else if (!IsSilent)
            {
                wire.Break();
            }
        }
    }

    private async Task PumpAsync(Wire wire, Socket from, Socket to)
    {
        var buffer = new byte[65536];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _end.Token)) > 0 && !wire.IsCut)
            {
                var isLast = from == wire.Client && wire.IsFirst && Interlocked.Increment(ref _trips) - 1 == CutWith;
                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
                if (isLast)
                {
                    Cut();
                }
            }

            if (!wire.IsCut)
            {
                to.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone, and what it was about to say with it.
            wire.Break();
        }
    }

    private sealed class Wire(Socket client, bool isFirst)
    {
        public Socket Client { get; } = client;

        public Socket Server { get; } = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public bool IsFirst { get; } = isFirst;

        public volatile bool IsCut;

        public void Break()
        {
            Client.Close(0);
            Server.Close(0);
        }
    }
}
